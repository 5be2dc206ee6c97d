import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import type { BackendName } from "../names.ts";
import { registerConvolutionGradients } from "./wasm_convolution.ts";

type RealBackend = Exclude<BackendName, "auto">;

/** What was started, and for each backend that was tried before, why it was not taken. */
export interface StartedBackend {
  readonly name: RealBackend;
  readonly passedOver: readonly string[];
}

/** Where `deno install` puts the package; its addon is built or downloaded into lib/. */
const tfjsNodeGpu = new URL("../../../node_modules/@tensorflow/tfjs-node-gpu/", import.meta.url);

async function startTensorflow(): Promise<void> {
  try {
    await Deno.stat(new URL("lib/", tfjsNodeGpu));
  } catch (cause) {
    throw new Error(
      "npm:@tensorflow/tfjs-node-gpu and its native library are not installed. " +
        'Set "nodeModulesDir": "auto" in deno.json and run `deno install ' +
        "--allow-scripts=npm:@tensorflow/tfjs-node-gpu npm:@tensorflow/tfjs-node-gpu@4.22.0`",
      { cause },
    );
  }
  // tfjs-node 4.22 calls a function that Node and Deno have since removed.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null });
  await import(new URL("dist/index.js", tfjsNodeGpu).href);
  if (!await tf.setBackend("tensorflow")) throw new Error("TensorFlow does not start");
}

/** The first error of the GPU since WebGPU was started. */
let refused: GPUError | undefined;

const noteRefusal: Parameters<EventTarget["addEventListener"]>[1] = (event) => {
  refused ??= (event as unknown as GPUUncapturedErrorEvent).error;
};

async function startWebgpu(): Promise<void> {
  if (!await navigator.gpu?.requestAdapter()) {
    throw new Error(
      "no WebGPU adapter was found; a driver for Vulkan, Metal or DirectX 12 brings one",
    );
  }
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!await tf.setBackend("webgpu")) throw new Error("WebGPU does not start");
  refused = undefined;
  const { device } = tf.backend() as unknown as { device: EventTarget };
  device.addEventListener("uncapturederror", noteRefusal);
}

async function startWasm(): Promise<void> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  // The package's .wasm files lie beside its main module.
  const folder = new URL("./", import.meta.resolve("@tensorflow/tfjs-backend-wasm"));
  setWasmPaths(decodeURIComponent(folder.pathname));
  if (!await tf.setBackend("wasm")) throw new Error("WebAssembly does not start");
  registerConvolutionGradients();
}

async function startCpu(): Promise<void> {
  await tf.setBackend("cpu");
}

const starters: Record<RealBackend, () => Promise<void>> = {
  tensorflow: startTensorflow,
  webgpu: startWebgpu,
  wasm: startWasm,
  cpu: startCpu,
};

/**
 * Starts a TF.js backend. "auto" tries TensorFlow, then WebAssembly, then plain JavaScript: small
 * dense layers do not gain from WebGPU, so it is taken only when named.
 *
 * @throws {Error} If the named backend is not there, with what to do about it.
 */
export async function startBackend(asked: BackendName): Promise<StartedBackend> {
  tf.enableProdMode(); // no advertisement on the console for other packages
  if (asked !== "auto") {
    try {
      await starters[asked]();
    } catch (error) {
      throw new Error(`Cannot use backend "${asked}": ${(error as Error).message}`, {
        cause: error,
      });
    }
    await tf.ready();
    return { name: asked, passedOver: [] };
  }
  const passedOver: string[] = [];
  for (const name of ["tensorflow", "wasm", "cpu"] as const) {
    try {
      await starters[name]();
      await tf.ready();
      return { name, passedOver };
    } catch (error) {
      passedOver.push(`${name}: ${(error as Error).message}`);
    }
  }
  throw new Error(`Cannot start any TF.js backend: ${passedOver.join("; ")}`);
}

/**
 * Says whether the backend has done all that it was asked to: WebGPU leaves the tensor of an
 * operation that it refuses as it was, without a word.
 *
 * @throws {Error} If it has not.
 */
export function checkBackend(): void {
  if (refused) {
    throw new Error(`Cannot go on with WebGPU: ${refused.message}`, { cause: refused });
  }
}
