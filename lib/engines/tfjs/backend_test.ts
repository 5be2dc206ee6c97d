import { assert, assertEquals, assertRejects } from "../../testing/assert.ts";
import { testsWebgpu } from "../../testing/chosen_tests.ts";
import type { TfjsBackend } from "../names.ts";
import { startBackend, surveyBackends } from "./backend.ts";
import { networkKinds } from "./preference.ts";

const names: readonly TfjsBackend[] = testsWebgpu
  ? ["tensorflow", "webgpu", "wasm", "cpu"]
  : ["tensorflow", "wasm", "cpu"];
const survey = await surveyBackends(names);

Deno.test("surveyBackends() has the device of each backend, or the reason why it is absent", () => {
  assertEquals(survey.map(({ name }) => name), names);
  for (const { name, device, absent } of survey) {
    assert((device === undefined) !== (absent === undefined), name);
    if (!device) continue;
    const { description, isGpu } = device;
    if (name === "tensorflow") {
      assertEquals(/^TensorFlow 2\.\d+\.\d+ on (.*)$/.exec(description)![1] === "a GPU", isGpu);
    } else if (name === "webgpu") {
      assert(!isGpu || !/software adapter|llvmpipe/.test(description), description);
    } else {
      const language = name === "wasm" ? "WebAssembly" : "JavaScript";
      assertEquals(device, { description: `${language} on the CPU`, isGpu: false });
    }
  }
});

for (const { name, device, absent } of survey) {
  if (device) {
    Deno.test(`startBackend() starts ${name}, which was named`, async () => {
      assertEquals(await startBackend(name), { name, device, rejected: [] });
    });
  } else {
    Deno.test(`startBackend() says why it does not start ${name}`, async () => {
      await assertRejects(
        () => startBackend(name),
        Error,
        `Cannot use backend "${name}": ${absent}`,
      );
    });
  }
}

Deno.test('startBackend("auto") starts one that is present', async () => {
  const kinds = testsWebgpu ? networkKinds : ["dense"] as const; // convolutional nets try WebGPU
  for (const networks of kinds) {
    const { name, device } = await startBackend("auto", networks);
    assertEquals(device, survey.find((backend) => backend.name === name)!.device);
  }
});
