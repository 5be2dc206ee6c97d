import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects, assertThrows } from "../../testing/assert.ts";
import { tfjsEngines } from "../../testing/every_engine.ts";
import { checkBackend, startBackend } from "./backend.ts";

const webgpu = tfjsEngines.find(({ name }) => name.endsWith("webgpu"))!;

Deno.test("startBackend() takes the backend that was named", async () => {
  assertEquals(await startBackend("cpu"), { name: "cpu", passedOver: [] });
  assertEquals(await startBackend("wasm"), { name: "wasm", passedOver: [] });
});

Deno.test('startBackend("auto") says why a faster backend was passed over', async () => {
  const { name, passedOver } = await startBackend("auto");
  if (name === "tensorflow") {
    assertEquals(passedOver, []);
  } else {
    assertEquals(name, "wasm");
    assertEquals(passedOver.length, 1);
    assert(passedOver[0].startsWith("tensorflow: npm:@tensorflow/tfjs-node-gpu"));
  }
});

Deno.test("startBackend() says what to run where the named backend is missing", async () => {
  if ((await startBackend("auto")).name === "tensorflow") return;
  await assertRejects(() => startBackend("tensorflow"), Error, "run `deno install --allow-scripts");
});

Deno.test({
  name: `checkBackend() says what the GPU has refused${webgpu.absent ? ` (${webgpu.absent})` : ""}`,
  ignore: webgpu.absent !== undefined,
  async fn() {
    await startBackend("webgpu");
    checkBackend();
    // More buffers than a shader may have on any device.
    const ones = Array.from({ length: 100 }, () => tf.scalar(1));
    await tf.addN(ones).data();
    assertThrows(checkBackend, Error, "Cannot go on with WebGPU: ");
    await startBackend("webgpu");
    checkBackend();
  },
});
