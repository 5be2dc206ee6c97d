import { assert, assertEquals, assertRejects } from "../../testing/assert.ts";
import { startBackend } from "./backend.ts";

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
