/** Engines that can be asked for. */
export const engineNames = ["auto", "fused", "tfjs"] as const;
export type EngineName = (typeof engineNames)[number];

/** TF.js backends that can be asked for; "auto" takes the fastest that starts. */
export const backendNames = ["auto", "tensorflow", "webgpu", "wasm", "cpu"] as const;
export type BackendName = (typeof backendNames)[number];

/** A backend of TF.js. */
export type TfjsBackend = Exclude<BackendName, "auto">;
