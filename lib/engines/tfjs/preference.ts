import type { TfjsBackend } from "../names.ts";

/** Kinds of networks for the choice of an engine. */
export const networkKinds = ["dense", "convolutional"] as const;
export type NetworkKind = (typeof networkKinds)[number];

/** The device of a backend. */
export interface Device {
  /** For example "TensorFlow 2.9.1 on a GPU". */
  readonly description: string;
  readonly isGpu: boolean;
}

/** A started backend, and for each backend tried before it the reason against it. */
export interface StartedBackend {
  readonly name: TfjsBackend;
  readonly device: Device;
  readonly rejected: readonly string[];
}

/** Backends in the order of preference, and whether one is preferred only on a GPU. */
const preferences: Record<NetworkKind, [TfjsBackend, "on a GPU" | "anyway"][]> = {
  // A step is thousands of small operations. TensorFlow without a GPU takes longer to start them than
  // WebAssembly to run them, as does WebGPU on a software adapter, where it was measured.
  dense: [["tensorflow", "on a GPU"], ["wasm", "anyway"], ["cpu", "anyway"]],
  convolutional: [
    ["tensorflow", "on a GPU"],
    ["webgpu", "on a GPU"],
    ["tensorflow", "anyway"],
    ["wasm", "anyway"],
    ["cpu", "anyway"],
  ],
};

/**
 * Starts the fastest backend for such networks: on a GPU if that is faster, else on the CPU itself,
 * not on a software adapter of WebGPU.
 *
 * @param start Starts one backend, or throws.
 * @throws {Error} If none starts.
 */
export async function startPreferred(
  networks: NetworkKind,
  start: (name: TfjsBackend) => Promise<Device>,
): Promise<StartedBackend> {
  const reasons = new Map<TfjsBackend, string>();
  for (const [name, worthIt] of preferences[networks]) {
    try {
      const device = await start(name);
      if (device.isGpu || worthIt === "anyway") {
        reasons.delete(name);
        return { name, device, rejected: [...reasons].map((entry) => entry.join(": ")) };
      }
      reasons.set(name, `no GPU, it would use ${device.description}`);
    } catch (error) {
      reasons.set(name, (error as Error).message);
    }
  }
  throw new Error("Cannot start any TF.js backend", { cause: reasons });
}
