import { assert, assertEquals, assertRejects } from "../../testing/assert.ts";
import { startBackend, surveyBackends } from "./backend.ts";

const survey = await surveyBackends();

Deno.test("surveyBackends() says of each backend what it computes on or why it is absent", () => {
  assertEquals(survey.map(({ name }) => name), ["tensorflow", "webgpu", "wasm", "cpu"]);
  for (const { name, device, absent } of survey) {
    assert((device === undefined) !== (absent === undefined), name);
  }
  const [tensorflow, webgpu, wasm, cpu] = survey;
  if (tensorflow.device) {
    const { description, isGpu } = tensorflow.device;
    assertEquals(/^TensorFlow 2\.\d+\.\d+ on (.*)$/.exec(description)![1] === "a GPU", isGpu);
  }
  if (webgpu.device) {
    const { description, isGpu } = webgpu.device;
    assert(!isGpu || !/software adapter|llvmpipe/.test(description), description);
  }
  assertEquals(wasm.device, { description: "WebAssembly on the CPU", isGpu: false });
  assertEquals(cpu.device, { description: "JavaScript on the CPU", isGpu: false });
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
  for (const networks of ["dense", "convolutional"] as const) {
    const { name, device } = await startBackend("auto", networks);
    assertEquals(device, survey.find((backend) => backend.name === name)!.device);
  }
});
