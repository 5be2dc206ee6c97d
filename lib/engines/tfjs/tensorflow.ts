import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import type { Device } from "./preference.ts";

/** The folder of `deno task gpu --install`, with TensorFlow's library and the addon that calls it. */
export const tensorflowFolder = fileURLToPath(
  new URL("../../../data/tensorflow", import.meta.url),
);

/** The addon in such a folder; it looks for the library in `deps/lib`. */
export const addonPath = "lib/napi-v8/tfjs_binding.node";

/**
 * Starts TF.js's backend "tensorflow" with the library and the addon in a folder.
 *
 * @throws {Error} If they are missing or do not load, with a remedy.
 */
export async function startTensorflow(folder = tensorflowFolder): Promise<Device> {
  await register(folder);
  if (!await tf.setBackend("tensorflow")) throw new Error("TensorFlow does not start");
  const { binding, isUsingGpuDevice: isGpu } = tf.backend() as tf.KernelBackend & {
    binding: { TF_Version: string };
    isUsingGpuDevice: boolean;
  };
  return {
    description: `TensorFlow ${binding.TF_Version} on ${isGpu ? "a GPU" : "the CPU"}`,
    isGpu,
  };
}

/**
 * Registers the backend as the main module of `npm:@tensorflow/tfjs-node-gpu` does, but with another
 * addon than that in the package's folder, which all projects share in Deno's cache.
 */
async function register(folder: string): Promise<void> {
  if (tf.findBackendFactory("tensorflow")) return;
  const addon = join(folder, addonPath);
  const isThere = await Deno.stat(addon).then(() => true, () => false);
  if (!isThere) throw new Error("not installed; run `deno task gpu --install`");
  // TensorFlow's remarks on the CPU's instructions go to stderr; its warnings stay.
  if (!Deno.env.has("TF_CPP_MIN_LOG_LEVEL")) Deno.env.set("TF_CPP_MIN_LOG_LEVEL", "1");
  // tfjs-node 4.22 calls a function that Node and Deno have since removed.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null });
  const require = createRequire(import.meta.resolve("@tensorflow/tfjs-node-gpu"));
  try {
    const binding: unknown = require(addon);
    require("./register_all_kernels");
    const { NodeJSKernelBackend } = require("./nodejs_kernel_backend");
    tf.registerBackend(
      "tensorflow",
      () => new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu"),
    );
  } catch (cause) {
    const reason = (cause as Error).message.split("\n")[0];
    throw new Error(
      `${folder} does not load: ${reason}; \`deno task gpu --install\` installs it anew`,
      { cause },
    );
  }
}
