/**
 * `deno task gpu`: what there is to compute on, what `--engine auto` takes and why, and what would
 * install the rest.
 *
 * @module
 */
import { missingCudaLibraries, nvidiaDriver } from "../engines/gpu.ts";
import { createEngine, whyFused } from "../engines/select.ts";
import { surveyBackends } from "../engines/tfjs/backend.ts";

const usage = `Usage: deno task gpu

Says which GPU drivers and libraries are there, what --engine auto takes and why, and which
commands install what is missing.
`;

/** A found or missing thing, with what follows from it below. */
function entry(name: string, text: string, ...below: string[]): void {
  console.log([name.padEnd(14) + text, ...below].join(`\n${" ".repeat(14)}`));
}

async function report(): Promise<void> {
  const driver = await nvidiaDriver();
  const [tensorflow, webgpu] = await surveyBackends();

  const noDriver = "none; TensorFlow would need 450.80.02 or later, else it uses the CPU";
  entry("NVIDIA driver", driver ?? noDriver);
  const missing = missingCudaLibraries();
  const install = [
    "install: conda install -c conda-forge cudatoolkit=11.2 cudnn=8.1",
    "then:    export LD_LIBRARY_PATH=$CONDA_PREFIX/lib",
  ];
  if (missing.length === 0) entry("CUDA", "CUDA 11 and cuDNN 8 are there");
  else entry("CUDA", `no ${missing.join(" nor ")}; on a GPU TensorFlow needs both`, ...install);
  entry("TensorFlow", tensorflow.device?.description ?? tensorflow.absent!);
  entry("WebGPU", webgpu.device?.description ?? webgpu.absent!);

  console.log("\nWith --engine auto");
  for (const networks of ["dense", "convolutional"] as const) {
    const engine = await createEngine({ engine: "auto", backend: "auto", networks });
    const reasons = engine.passedOver.map((reason) => `not ${reason}`);
    if (engine.family === "fused") reasons.push(`not TF.js: ${whyFused}`);
    entry(networks, engine.description, ...reasons);
    await engine.close();
  }
}

/** Runs the command; resolves to its exit code. */
async function main(args: string[]): Promise<number> {
  const [first] = args;
  if (first === "--help" || first === "-h") {
    console.log(usage);
    return 0;
  }
  if (first !== undefined) {
    console.error(`Unexpected ${JSON.stringify(first)}: deno task gpu takes only --help`);
    return 2;
  }
  await report();
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
