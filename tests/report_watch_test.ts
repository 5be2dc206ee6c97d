/// <reference lib="dom" />
/**
 * The report page while networks train: it follows them, and whoever is killed.
 *
 * @module
 */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { pageHtml } from "../lib/report/page/html.ts";
import { emptyPage } from "../lib/report/page/make_page.ts";
import { pageParts } from "../lib/report/page/page_parts.ts";
import { servePage } from "../lib/report/page/page_server.ts";
import { assert, assertEquals } from "../lib/testing/assert.ts";
import { RunStore } from "../lib/train/run_store.ts";
import { noChromium, openChromium } from "./_chromium.ts";

/** Trains a small net in the store that is named; ends an epoch with each line that it is sent. */
const training = `
  import { createEngine, generateGlyphs, plain } from "./lib/mod.ts";
  import { run } from "./lib/train/run.ts";
  import { RunStore } from "./lib/train/run_store.ts";
  const [folder, seed] = Deno.args;
  const engine = await createEngine({ engine: "fused", backend: "auto", threads: 1 });
  const network = plain({ depth: 2, inputSize: 784, classes: 10 });
  const settings = { epochs: 5, batchSize: 32, learningRate: 0.05, momentum: 0.9 };
  const experiment = { network, dataset: "glyphs", images: 64, training: settings, seed: +seed };
  await run(experiment, generateGlyphs(1), {
    engine,
    store: new RunStore(folder),
    onEpoch: () => Deno.stdin.read(new Uint8Array(1)),
  });
  await engine.close();
`;

/** A training process whose epochs end when they are told to. */
function train(script: string, folder: string, seed: number) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script, folder, String(seed)],
    cwd: new URL("..", import.meta.url),
    stdin: "piped",
    stdout: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  return {
    endEpochs: (count: number) => writer.write(new Uint8Array(count)),
    async kill() {
      child.kill("SIGKILL");
      await child.status;
      await writer.abort().catch(() => {});
    },
    async end() {
      assertEquals((await child.status).code, 0);
      await writer.close().catch(() => {});
    },
  };
}

Deno.test({
  name: `the report page while networks train${noChromium ? ` (ignored: ${noChromium})` : ""}`,
  ignore: noChromium !== undefined,
  sanitizeOps: false, // the browser's pipe
  sanitizeResources: false,
  async fn(t) {
    const folder = await Deno.makeTempDir();
    const store = new RunStore(join(folder, "runs"));
    const script = new URL(`../.report_watch_${crypto.randomUUID()}.ts`, import.meta.url);
    await Deno.writeTextFile(script, training);
    const parts = await pageParts();
    let drawn = 0;

    /** Starts the server; resolves to its address and to what ends it. */
    const serve = async (port: number) => {
      const controller = new AbortController();
      const { promise, resolve } = Promise.withResolvers<string>();
      const served = servePage({
        store,
        draw(version) {
          drawn++;
          return Promise.resolve(pageHtml(emptyPage, { ...parts, version }));
        },
        empty: pageHtml(emptyPage, { ...parts, version: 0 }),
        port,
        signal: controller.signal,
        onListen: resolve,
        onError: (error) => assert(false, String(error)),
        interval: 50,
      });
      const address = await promise;
      const stop = async () => {
        controller.abort();
        await served;
      };
      return { address, stop };
    };

    let server = await serve(0);
    const browser = await openChromium();
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    const panel = (text: string) => shows(page, ".live-runs", text);
    let trainer: ReturnType<typeof train> | undefined;
    try {
      await t.step("says that nothing is in training", async () => {
        await page.goto(server.address);
        await shows(page, ".live-state", "Nothing is in training.");
      });

      await t.step("shows each epoch of a run as it ends", async () => {
        trainer = train(script.pathname, store.folder, 1);
        await panel("plain 2, glyphs, seed 1");
        await panel("training, epoch 1 of 5");
        await trainer.endEpochs(2);
        await panel("training, epoch 3 of 5, loss");
        await page.waitForFunction(() =>
          document.querySelectorAll(".live-runs .mark-symbol path").length >= 3
        );
        await shows(page, ".live-state", "1 network in training.");
      });

      await t.step("shows that a run's process was killed", async () => {
        await trainer!.kill();
        await panel("stopped: no process trains it any more, epoch 3 of 5");
        await shows(page, ".live-state", "1 network stopped.");
      });

      await t.step("waits for a server that was stopped, and goes on with the next", async () => {
        const { port } = new URL(server.address);
        await server.stop();
        await shows(page, ".live-state", "The server does not answer");
        server = await serve(Number(port));
        assertEquals(new URL(server.address).port, port);
        await panel("stopped: no process trains it any more, epoch 3 of 5");
      });

      await t.step(
        "shows a run that is begun again to its end, and draws the figures",
        async () => {
          const before = drawn;
          trainer = train(script.pathname, store.folder, 1);
          await panel("training, epoch 1 of 5");
          await trainer.endEpochs(5);
          await trainer.end();
          await shows(page, ".live-state", "Nothing is in training.");
          await page.waitForFunction(() => Number(document.body.dataset.version) >= 2);
          assert(drawn > before);
          assertEquals((await store.load((await names(store))[0]))!.history.length, 5);
        },
      );

      await t.step("answers no other host, and only what it has", async () => {
        const address = new URL(server.address);
        const status = async (path: string, init?: RequestInit) => {
          const response = await fetch(new URL(path, address), init);
          await response.body?.cancel();
          return response.status;
        };
        assertEquals(await status("/"), 200);
        assertEquals(await status("/data"), 404);
        assertEquals(await status("/draw"), 404);
        assertEquals(await status("/draw", { method: "POST" }), 202);
        assertEquals(await statusFor(Number(address.port), "elsewhere.example"), "403");
        assertEquals(await statusFor(Number(address.port), "localhost"), "200");
      });
    } finally {
      await trainer?.kill().catch(() => {});
      await browser.close();
      await server.stop();
      await Deno.remove(script);
      await Deno.remove(folder, { recursive: true });
    }
  },
});

async function shows(page: Page, selector: string, text: string): Promise<void> {
  await page.waitForFunction(
    ([selector, text]) => document.querySelector(selector)?.textContent?.includes(text),
    [selector, text],
  );
}

async function names({ folder }: RunStore): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
}

/** Status of the page asked for under another host's name, which fetch() would not send. */
async function statusFor(port: number, host: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(
    new TextEncoder().encode(
      `GET / HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`,
    ),
  );
  const answer = new Uint8Array(64);
  await connection.read(answer);
  return new TextDecoder().decode(answer).split(" ")[1];
}
