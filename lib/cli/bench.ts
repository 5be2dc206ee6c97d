/**
 * `deno task bench`: what a step of training costs, for the fused engine and for others, measured
 * in turns so that what else the machine does falls on all of them.
 *
 * @module
 */
import { loadDataset } from "../data/load.ts";
import { createFusedEngine } from "../engines/fused/engine.ts";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { type DenseSpec, highway, plain } from "../models/network_spec.ts";
import { type BenchRequest, parseBenchArguments, usage } from "./bench/arguments.ts";
import { operationsOfStep, peakOfCore } from "./bench/arithmetic.ts";
import { contend, type Contender } from "./bench/contender.ts";
import { startPytorch } from "./bench/pytorch.ts";
import { contendTfjsLayers } from "./bench/tfjs_layers.ts";
import { runCommand } from "./command.ts";

/** Of the fused engine in a measurement: with them it takes about as long as PyTorch's ten. */
const steps = 32;

async function bench({ depths, threads, rounds, python }: BenchRequest): Promise<void> {
  const { title, train: examples } = await loadDataset("mnist", { onNotice: console.error });
  const wasm = await createFusedEngine({ threads, blas: "off" });
  const blas = await createFusedEngine({ threads });
  const contenders: Contender[] = [contend("fused wasm", wasm, { examples, steps })];
  if (blas.description === wasm.description) {
    for (const reason of blas.rejected) console.log(`Not measured: ${reason}`);
    await blas.close();
  } else {
    contenders.push(contend("fused BLAS", blas, { examples, steps }));
  }
  contenders.push(contend("TF.js wasm", await createTfjsEngine("wasm"), { examples, steps: 1 }));
  contenders.push(await contendTfjsLayers(examples));
  const pytorch = await startPytorch(python);
  if (pytorch) contenders.push(pytorch);
  else console.log(`Not measured: PyTorch, which ${python} does not have`);
  const peak = await peakOfCore() * threads;
  for (const { name, description } of contenders) console.log(`${name}: ${description}`);
  console.log(`${title}, batch 128; ${threads} cores' peak is ${(peak / 1e9).toFixed(0)} GFLOPS`);

  console.log("/ fused: times as long as the fused engine takes, with each of its products");
  console.log("memory: peak of a process that trains the net for an epoch\n");
  const ratio = "/ fused";
  console.log(
    row(["", ...contenders.map(({ name }) => name), "", "TF.js", "layers", "PyTorch", "memory"]),
  );
  console.log(
    row(["net", ...contenders.map(() => "ms/step"), "of peak", ratio, ratio, ratio, "MiB"]),
  );
  for (const make of [plain, highway]) {
    for (const depth of depths) {
      const spec = make({ depth, inputSize: 784, classes: 10 });
      const times = await measure(contenders, spec, rounds);
      const fused = contenders.filter(({ name }) => name.startsWith("fused"));
      const best = Math.min(...fused.map(({ name }) => times[name]));
      const ratios = (name: string) =>
        name in times
          ? fused.map((one) => (times[name] / times[one.name]).toFixed(1)).join(", ")
          : "-";
      console.log(row([
        `${spec.architecture} ${depth}`,
        ...contenders.map(({ name }) => times[name].toFixed(2)),
        `${(100 * operationsOfStep(spec) / (best / 1000) / peak).toFixed(0)} %`,
        ratios("TF.js wasm"),
        ratios("TF.js layers"),
        ratios("PyTorch"),
        await peakMemory(spec),
      ]));
    }
  }
  for (const contender of contenders) await contender.close();
}

function row(cells: string[]): string {
  return cells.map((cell, index) => index === 0 ? cell.padEnd(12) : cell.padStart(13)).join("");
}

/** Least milliseconds a step of each, by name. */
async function measure(
  contenders: readonly Contender[],
  spec: DenseSpec,
  rounds: number,
): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const contender of contenders) {
    await contender.load(spec);
    await contender.measure(); // once more than counts: caches and compilers warm up
    times[contender.name] = Infinity;
  }
  for (let round = 0; round < rounds; round++) {
    for (const { name, measure } of contenders) {
      times[name] = Math.min(times[name], await measure());
    }
  }
  return times;
}

async function peakMemory(spec: DenseSpec): Promise<string> {
  const script = new URL("./bench/peak_memory.ts", import.meta.url);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script.href, JSON.stringify(spec)],
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

if (import.meta.main) {
  Deno.exit(await runCommand(Deno.args, { usage, parse: parseBenchArguments, run: bench }));
}
