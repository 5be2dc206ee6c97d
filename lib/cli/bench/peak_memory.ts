/**
 * A process of its own that trains one network on all of MNIST (or its stand-in) with the fused
 * engine, and prints the most memory that it had, in MiB. Its argument is the network, as JSON.
 *
 * @module
 */
import { loadDataset } from "../../data/load.ts";
import { createFusedEngine } from "../../engines/fused/engine.ts";
import { initialize } from "../../models/initialize.ts";
import type { DenseSpec } from "../../models/network_spec.ts";
import { BATCH } from "./contender.ts";

const spec: DenseSpec = JSON.parse(Deno.args[0]);
const { train, test } = await loadDataset("mnist");
const engine = await createFusedEngine();
const network = await engine.load(spec, initialize(spec, { seed: 1 }));
const every = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);
const steps = Math.ceil(train.count / BATCH);
await network.trainEpoch(train, every(train.count), {
  batchSize: BATCH,
  learningRates: new Float32Array(steps).fill(0.001),
  momentum: 0.9,
});
await network.evaluate(test, every(test.count));
await engine.close();
console.log(Math.round(await peak() / 2 ** 20));

/** Peak resident memory in bytes; what it is now where the system keeps no peak. */
async function peak(): Promise<number> {
  const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
  const [, kibibytes] = status.match(/VmHWM:\s+(\d+) kB/) ?? [];
  return kibibytes ? Number(kibibytes) * 1024 : Deno.memoryUsage().rss;
}
