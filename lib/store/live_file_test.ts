import { assertEquals } from "../testing/assert.ts";
import { join } from "node:path";
import { plain } from "../models/network_spec.ts";
import type { Experiment } from "../train/experiment.ts";
import { addToLiveFile, beginLiveFile, readLiveFile } from "./live_file.ts";
import type { EpochRow } from "../train/train.ts";

const experiment: Experiment = {
  network: plain({ depth: 2, inputSize: 4, classes: 2 }),
  dataset: "glyphs",
  training: { epochs: 3, batchSize: 4, learningRate: 0.1, momentum: 0 },
  seed: 1,
};
const row = (epoch: number, loss: number): EpochRow => ({
  epoch,
  step: epoch,
  loss,
  accuracy: 0.5,
  learningRate: 0.1,
  seconds: 1,
  state: Number.isFinite(loss) ? "training" : "diverged",
});

Deno.test("a live file has the epochs before it was begun and those since", async () => {
  const folder = await Deno.makeTempDir();
  assertEquals(readLiveFile(folder), undefined);
  await beginLiveFile(folder, experiment, [row(1, 2)]);
  await addToLiveFile(folder, row(2, 1.5));
  await addToLiveFile(folder, row(3, NaN));
  const live = readLiveFile(folder)!;
  assertEquals(live.experiment, experiment);
  assertEquals(live.epochs.map(({ epoch, loss, state }) => [epoch, loss, state]), [
    [1, 2, "training"],
    [2, 1.5, "training"],
    [3, NaN, "diverged"],
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a live file that was cut off is read up to its last whole line", async () => {
  const folder = await Deno.makeTempDir();
  await beginLiveFile(folder, experiment, []);
  await addToLiveFile(folder, row(1, 2));
  await addToLiveFile(folder, row(2, 1.5));
  const path = join(folder, "live.jsonl");
  const text = await Deno.readTextFile(path);
  for (const [length, epochs] of [[text.length - 1, 1], [text.length - 9, 1], [10, undefined]]) {
    await Deno.writeTextFile(path, text.slice(0, length));
    assertEquals(readLiveFile(folder)?.epochs.length, epochs);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a live file whose folder is gone stops nothing", async () => {
  const folder = await Deno.makeTempDir();
  await beginLiveFile(folder, experiment, []);
  await Deno.remove(folder, { recursive: true });
  await addToLiveFile(folder, row(1, 2));
  assertEquals(readLiveFile(folder), undefined);
});
