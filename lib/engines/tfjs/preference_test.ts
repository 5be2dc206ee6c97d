import { assertEquals } from "../../testing/assert.ts";
import type { TfjsBackend } from "../names.ts";
import { type NetworkKind, startPreferred } from "./preference.ts";

/** The backend taken and the reasons against others, if these backends start. */
async function taken(networks: NetworkKind, present: Partial<Record<TfjsBackend, "GPU" | "CPU">>) {
  const { name, rejected } = await startPreferred(networks, (name) => {
    const device = present[name];
    if (device === undefined) return Promise.reject(new Error("absent"));
    return Promise.resolve({ description: `a ${device}`, isGpu: device === "GPU" });
  });
  return [name, ...rejected];
}

const onCpu = { wasm: "CPU", cpu: "CPU" } as const;

Deno.test("startPreferred() takes TensorFlow on a GPU before all else", async () => {
  const present = { ...onCpu, tensorflow: "GPU", webgpu: "GPU" } as const;
  assertEquals(await taken("dense", present), ["tensorflow"]);
  assertEquals(await taken("convolutional", present), ["tensorflow"]);
});

Deno.test("startPreferred() takes WebGPU for convolutions, on a GPU only", async () => {
  assertEquals(await taken("dense", { ...onCpu, webgpu: "GPU" }), ["wasm", "tensorflow: absent"]);
  const gpu = { ...onCpu, webgpu: "GPU", tensorflow: "CPU" } as const;
  const noGpu = "tensorflow: no GPU, it would use a CPU";
  assertEquals(await taken("convolutional", gpu), ["webgpu", noGpu]);
  assertEquals(await taken("convolutional", { ...onCpu, webgpu: "CPU" }), [
    "wasm",
    "tensorflow: absent",
    "webgpu: no GPU, it would use a CPU",
  ]);
});

Deno.test("startPreferred() takes TensorFlow on a CPU for convolutions, not for dense layers", async () => {
  const present = { ...onCpu, tensorflow: "CPU" } as const;
  assertEquals(await taken("convolutional", present), ["tensorflow", "webgpu: absent"]);
  const noGpu = "tensorflow: no GPU, it would use a CPU";
  assertEquals(await taken("dense", present), ["wasm", noGpu]);
});
