/** An engine that can be asked for; "auto" takes the fastest that runs the networks. */
export type EngineName = "auto" | "fused" | "tfjs";

/** Engines that can be asked for. */
export const engineNames = ["auto", "fused", "tfjs"] as const satisfies readonly EngineName[];

/** A TF.js backend that can be asked for; "auto" takes the fastest that starts. */
export type BackendName = "auto" | "tensorflow" | "webgpu" | "wasm" | "cpu";

/** TF.js backends that can be asked for. */
export const backendNames = [
  "auto",
  "tensorflow",
  "webgpu",
  "wasm",
  "cpu",
] as const satisfies readonly BackendName[];

/** A backend of TF.js. */
export type TfjsBackend = Exclude<BackendName, "auto">;
