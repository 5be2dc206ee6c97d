/**
 * `deno task gpu`: shows the devices to compute on, the choice of `--engine auto` with its reasons, and
 * the commands that install missing libraries.
 *
 * @module
 */
import { missingCudaLibraries, nvidiaDriver } from "../engines/gpu.ts";
import { createEngine, whyFused } from "../engines/select.ts";
import { startBackend, surveyBackends } from "../engines/tfjs/backend.ts";
import { installTensorflow, tensorflowHost } from "../engines/tfjs/install_tensorflow.ts";
import { type Command, type CommandContext, runCommand } from "./command.ts";
import { showProgress } from "./download_progress.ts";
import { Interruption } from "./interruption.ts";
import { readOptions } from "./options.ts";
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

/** Prints a name with a text, and further lines below it. */
function entry(name: string, text: string, ...below: string[]): void {
  console.log([name.padEnd(14) + text, ...below].join(`\n${" ".repeat(14)}`));
}

async function report({ signal }: CommandContext): Promise<void> {
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
    signal.throwIfAborted();
    const engine = await createEngine({ networks });
    const reasons = engine.rejected.map((reason) => `not ${reason}`);
    if (engine.family === "fused") reasons.push(`not TF.js: ${whyFused}`);
    entry(networks, engine.description, ...reasons);
    await engine.close();
  }
}

async function install({ terminal, signal }: CommandContext): Promise<void> {
  await installTensorflow({
    host: Deno.env.get("TFJS_NODE_CDN_STORAGE"),
    signal,
    onProgress: (progress) => showProgress(terminal, progress),
  });
  const { device } = await startBackend("tensorflow");
  terminal.print(`${device.description} is in data/tensorflow\n`);
}

const command: Command<{ readonly install?: boolean }> = {
  usage,
  onInterruption: "abort",
  parse(args) {
    const { help, install } = readOptions(args, {
      install: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    });
    return help ? "help" : { install };
  },
  run: ({ install: asked }, context) => asked ? install(context) : report(context),
  explain: (error) =>
    error instanceof UsageError || error instanceof Interruption ? [] : [
      "Nothing was installed: try again, or name another host in TFJS_NODE_CDN_STORAGE (see --help)",
    ],
};

if (import.meta.main) Deno.exit(await runCommand(Deno.args, command));
