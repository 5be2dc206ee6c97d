/**
 * `deno task gpu`: what there is to compute on, what `--engine auto` takes and why, and what would
 * install the rest.
 *
 * @module
 */
import { missingCudaLibraries, nvidiaDriver } from "../engines/gpu.ts";
import { createEngine, whyFused } from "../engines/select.ts";
import { startBackend, surveyBackends } from "../engines/tfjs/backend.ts";
import { installTensorflow, tensorflowHost } from "../engines/tfjs/install_tensorflow.ts";
import { resolveEnvironment } from "./called_from.ts";
import { showProgress } from "./download_progress.ts";
import { Interruption, listenForInterruption } from "./interruption.ts";
import { readOptions } from "./options.ts";
import { processOutput, Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

const usage = `Usage: deno task gpu [--install]

Says which GPU drivers and libraries are there, what --engine auto takes and why, and which
commands install what is missing.

  --install  download TensorFlow 2.9.1 for GPUs to data/tensorflow (Linux on x86-64); the
             environment variable TFJS_NODE_CDN_STORAGE names another host with the same paths
             than ${tensorflowHost}
  --help     this text

Examples:
  deno task gpu
  deno task gpu --install
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

async function install(): Promise<void> {
  const terminal = new Terminal(processOutput);
  const { signal, stopListening } = listenForInterruption();
  try {
    await installTensorflow({
      host: Deno.env.get("TFJS_NODE_CDN_STORAGE"),
      signal,
      onProgress: (progress) => showProgress(terminal, progress),
    });
    const { device } = await startBackend("tensorflow");
    terminal.print(`${device.description} is in data/tensorflow\n`);
  } finally {
    terminal.finish();
    stopListening();
  }
}

/** Runs the command; resolves to its exit code. */
async function main(args: string[]): Promise<number> {
  try {
    const request = readOptions(args, {
      install: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    });
    resolveEnvironment();
    if (request.help) console.log(usage);
    else if (request.install) await install();
    else await report();
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error.message);
    if (error instanceof UsageError) return 2;
    if (error instanceof Interruption) return error.exitCode;
    console.error(
      "Nothing was installed: try again, or name another host in TFJS_NODE_CDN_STORAGE (see --help)",
    );
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
