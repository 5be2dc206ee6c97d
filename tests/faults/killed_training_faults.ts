/**
 * Processes that are killed while they train or keep what they trained: the training goes on from
 * what they kept, and ends with the same bits.
 *
 * @module
 */
import { join } from "node:path";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { stream } from "../../lib/random.ts";
import { assert, assertEquals } from "../../lib/testing/assert.ts";
import { testsAll } from "../../lib/testing/chosen_tests.ts";
import { testFaults, times } from "./_faults.ts";
import { spawnTraining, Trial, waitFor } from "./_training.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

testFaults("Kill -9 at a random moment of a training", async (attempt) => {
  await using trial = await Trial.begin();
  const random = stream(Date.now(), "moments");
  /** Milliseconds from the first epoch's end to the last one's, when nothing happens. */
  let duration = 0;
  for (let killed = 0; killed < times(50);) {
    await trial.clear();
    const child = spawnTraining(trial.store);
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    assert(await waitFor("epoch 1\n", reader), "the training did not begin");
    const begun = performance.now();
    const moment = duration === 0 ? Infinity : uniformInt(random, 0, Math.ceil(duration));
    if (moment < Infinity) await Promise.race([sleep(moment), child.status]);
    else await waitFor("epoch 30\n", reader);
    duration ||= performance.now() - begun;
    try {
      child.kill("SIGKILL");
    } catch {
      // It had ended.
    }
    await reader.cancel();
    await child.stderr.cancel();
    if ((await child.status).signal !== "SIGKILL") continue;
    killed++;
    await attempt(`killed ${moment} ms after the first epoch`, () => trial.resume());
  }
});

testFaults("Kill -9 at each step of keeping a checkpoint and a run", async (attempt) => {
  await using trial = await Trial.begin();
  // Checkpoints of epochs 5 and 6 are there, that of 7 is kept, then the run, which replaces a
  // damaged one.
  const prepared = join(trial.folder, "prepared");
  await trial.interrupt(7);
  await copy(join(trial.training, "epoch-000007"), join(prepared, "checkpoint"));
  await trial.resume();
  await copy(join(trial.store, trial.name), join(prepared, "run"));
  await trial.clear();
  await trial.interrupt(6);
  await Deno.mkdir(join(trial.store, trial.name));
  const before = join(trial.folder, "before");
  await Deno.rename(trial.store, before);

  const write = async (step: string[]) => {
    await trial.clear();
    await copy(before, trial.store);
    const script = join(import.meta.dirname!, "_killed_write.ts");
    return await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script, trial.store, trial.name, prepared, ...step],
    }).output();
  };
  const whole = await write([]);
  const steps = new TextDecoder().decode(whole.stdout).trim().split("\n");
  assert(steps.length > 60, new TextDecoder().decode(whole.stderr));
  for (const [index, name] of steps.entries()) {
    // One file is written as another: the first and the last stand for all of them.
    const isRepeated = /open|write|sync/.test(name) &&
      steps.indexOf(name) < index && index < steps.lastIndexOf(name);
    if (isRepeated && !testsAll) continue;
    const { signal } = await write([String(index + 1)]);
    assertEquals(signal, "SIGKILL");
    await attempt(`killed at step ${index + 1} of ${steps.length}: ${name}`, async () => {
      const { first } = await trial.resume();
      assert(first >= 7, `what was kept was trained again from epoch ${first}`);
    });
  }
});

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}
