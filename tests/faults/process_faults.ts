/**
 * Processes, workers and clocks that do not do as they should, and paths that one might not expect.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { join } from "node:path";
import { assert, assertEquals, assertMatch, assertRejects } from "../../lib/testing/assert.ts";
import { createFusedEngine } from "../../lib/engines/fused/engine.ts";
import { listRuns, readStored } from "../../lib/store/run_list.ts";
import { RunStore } from "../../lib/store/run_store.ts";
import { testFaults } from "./_faults.ts";
import { spawnTraining, Trial, waitFor } from "./_training.ts";

testFaults("A worker that dies in the middle of an epoch", async (attempt) => {
  await using trial = await Trial.begin();
  for (const victim of [0, 1]) {
    await trial.clear();
    await attempt(`worker ${victim} of 2`, async () => {
      // The engine's workers are its own business: they are seen when it sends them work.
      const workers = new Set<Worker>();
      const { postMessage } = Worker.prototype;
      const epochs: number[] = [];
      Worker.prototype.postMessage = function (...message) {
        workers.add(this);
        postMessage.apply(this, message);
        // An epoch's job has been sent to both.
        if (epochs.length >= 7 && workers.size === 2) [...workers][victim].terminate();
      };
      const engine = await createFusedEngine({ threads: 2, blas: "off" });
      try {
        await assertRejects(
          () => trial.train({ engine, onEpoch: ({ epoch }) => epochs.push(epoch) }),
          Error,
          "A worker of the fused engine ended",
        );
      } finally {
        Worker.prototype.postMessage = postMessage;
        await engine.close();
      }
      const kept = Math.max(...await trial.checkpoints());
      assert(kept >= 6, `only epoch ${kept} was kept`);
      assertEquals((await trial.resume()).first, kept + 1);
    });
  }
});

testFaults("Two processes that train the same run", async (attempt) => {
  await using trial = await Trial.begin();
  /** A process that stands still with a checkpoint or two, and one that waits for it. */
  const startTwo = async () => {
    const first = spawnTraining(trial.store, { stopAfter: 2 });
    const reader = first.stdout.pipeThrough(new TextDecoderStream()).getReader();
    assert(await waitFor("epoch 2\n", reader), "the training did not begin");
    const second = spawnTraining(trial.store);
    const [stdout, copy] = second.stdout.tee();
    const waiting = stdout.pipeThrough(new TextDecoderStream()).getReader();
    assert(await waitFor("waiting for it", waiting), "the second did not wait");
    await Promise.all([reader.cancel(), waiting.cancel()]);
    const end = async () => {
      await Promise.all([first, second].map(({ stderr }) => stderr.cancel()));
      return { code: (await second.status).code, said: await new Response(copy).text() };
    };
    return { first, end };
  };
  await attempt("the second waits, says for whom, and is answered", async () => {
    const { first, end } = await startTwo();
    first.kill("SIGCONT");
    assertEquals((await first.status).code, 0);
    const { code, said } = await end();
    assertEquals(code, 0);
    assertEquals(
      said,
      `highway 10, Noise, seed 1 is being trained by process ${first.pid} on ` +
        `${Deno.hostname()}: waiting for it\n`,
    );
    await trial.resume();
  });
  await trial.clear();
  await attempt("the first is killed: the second goes on", async () => {
    const { first, end } = await startTwo();
    first.kill("SIGKILL");
    await first.status;
    const { code, said } = await end();
    assertEquals(code, 0);
    assertMatch(said, /waiting for it\nhighway 10, .* goes on after epoch \d+\nepoch \d+\n/);
    await trial.resume();
  });
}, { notTried: Deno.build.os === "windows" ? "no signals on Windows" : undefined });

testFaults("A clock that is set back", async (attempt) => {
  await using trial = await Trial.begin();
  const RealDate = Date;
  const shift = (days: number) => {
    const moved = () => RealDate.now() + days * 86_400_000;
    globalThis.Date = class extends RealDate {
      constructor(...given: []) {
        super(...(given.length > 0 ? given : [moved()] as unknown as []));
      }
      static override now = moved;
    } as DateConstructor;
  };
  try {
    for (const days of [-1, -400, -30_000, 400]) {
      await trial.clear();
      await attempt(`by ${-days} days`, async () => {
        await trial.interrupt(6);
        const future = new RealDate(RealDate.now() + 1e10);
        for (const epoch of await trial.checkpoints()) {
          const name = `epoch-${String(epoch).padStart(6, "0")}`;
          // The older checkpoint now seems the younger.
          await Deno.utime(
            join(trial.training, name),
            future,
            new RealDate(future.getTime() / epoch),
          );
        }
        shift(days);
        assertEquals((await trial.resume()).first, 7);
        const [found] = listRuns(new RunStore(trial.store));
        assertEquals(found.state, "finished");
        const run = readStored(found);
        assert(run!.history.every(({ seconds }) => seconds >= 0));
        assert(run!.provenance.sessions.every(({ seconds }) => seconds >= 0));
      });
      globalThis.Date = RealDate;
    }
  } finally {
    globalThis.Date = RealDate;
  }
});

const oddNames = [
  "with spaces  in it ",
  "Zürich – 日本語 – Ελλάδα",
  "a\u0308 (decomposed)",
  "🛣️",
  "50% #1?&x=%20%2F",
  "'quoted' \"twice\" $HOME `id`",
  "-rf",
  "C:\\like\\Windows",
  "line\nbreak",
  ".hidden",
  "n".repeat(200),
];

testFaults("A run store on an odd path", async (attempt) => {
  await using trial = await Trial.begin();
  for (const name of oddNames) {
    trial.store = join(trial.folder, name, name);
    await attempt(JSON.stringify(name), async () => {
      await trial.interrupt(3);
      assertEquals((await trial.resume()).first, 4);
      const [{ state }] = listRuns(new RunStore(trial.store));
      assertEquals(state, "finished");
    });
  }
}, { notTried: Deno.build.os === "windows" ? "Windows has other names" : undefined });
