import * as tf from "@tensorflow/tfjs";
import type { BackendName, TfjsBackend } from "../names.ts";
import {
  type Device,
  type NetworkKind,
  type StartedBackend,
  startPreferred,
} from "./preference.ts";
import { startTensorflow } from "./tensorflow.ts";
import { registerConvolutionGradients } from "./wasm_convolution.ts";

/** A backend on this machine: its device, or the reason why it does not start. */
export interface SurveyedBackend {
  readonly name: TfjsBackend;
  readonly device?: Device;
  /** With a remedy. */
  readonly absent?: string;
}

/** The first error of the GPU since WebGPU started. */
let refused: GPUError | undefined;

const noteRefusal: Parameters<EventTarget["addEventListener"]>[1] = (event) => {
  refused ??= (event as unknown as GPUUncapturedErrorEvent).error;
};

async function startWebgpu(): Promise<Device> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) {
    throw new Error(
      "no WebGPU adapter was found; the GPU's driver brings one, on Debian and Ubuntu for AMD and " +
        "Intel with `apt-get install mesa-vulkan-drivers`",
    );
  }
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!await tf.setBackend("webgpu")) throw new Error("WebGPU does not start");
  refused = undefined;
  const { device } = tf.backend() as unknown as { device: EventTarget };
  device.addEventListener("uncapturederror", noteRefusal);
  const { description, isFallbackAdapter } = adapter.info;
  return {
    description: isFallbackAdapter ? `the software adapter ${description}` : description,
    isGpu: !isFallbackAdapter,
  };
}

async function startWasm(): Promise<Device> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  // The package's .wasm files lie beside its main module.
  const folder = new URL("./", import.meta.resolve("@tensorflow/tfjs-backend-wasm"));
  setWasmPaths(decodeURIComponent(folder.pathname));
  if (!await tf.setBackend("wasm")) throw new Error("WebAssembly does not start");
  registerConvolutionGradients();
  return { description: "WebAssembly on the CPU", isGpu: false };
}

async function startCpu(): Promise<Device> {
  await tf.setBackend("cpu");
  return { description: "JavaScript on the CPU", isGpu: false };
}

const starters: Record<TfjsBackend, () => Promise<Device>> = {
  tensorflow: () => startTensorflow(),
  webgpu: startWebgpu,
  wasm: startWasm,
  cpu: startCpu,
};

async function start(name: TfjsBackend): Promise<Device> {
  tf.enableProdMode(); // no advertisements on the console
  const device = await starters[name]();
  await tf.ready();
  return device;
}

/**
 * Starts a TF.js backend, for "auto" that of {@linkcode startPreferred}.
 *
 * @throws {Error} If the named backend does not start, with a remedy.
 */
export async function startBackend(
  asked: BackendName,
  networks: NetworkKind = "dense",
): Promise<StartedBackend> {
  if (asked === "auto") return await startPreferred(networks, start);
  try {
    return { name: asked, device: await start(asked), rejected: [] };
  } catch (error) {
    throw new Error(`Cannot use backend "${asked}": ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Starts every backend, or those named, in turn, to see which are there; the last one is in use
 * afterwards.
 */
export async function surveyBackends(
  names: readonly TfjsBackend[] = Object.keys(starters) as TfjsBackend[],
): Promise<SurveyedBackend[]> {
  const survey: SurveyedBackend[] = [];
  for (const name of names) {
    try {
      survey.push({ name, device: await start(name) });
    } catch (error) {
      survey.push({ name, absent: (error as Error).message });
    }
  }
  return survey;
}

/**
 * Checks for errors of the backend: WebGPU silently leaves the tensor of a refused operation as it was.
 *
 * @throws {Error} If an operation was refused.
 */
export function checkBackend(): void {
  if (refused) {
    throw new Error(`Cannot go on with WebGPU: ${refused.message}`, { cause: refused });
  }
}
