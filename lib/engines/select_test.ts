import { assertEquals, assertRejects, assertStringIncludes } from "../testing/assert.ts";
import { createFusedEngine } from "./fused/engine.ts";
import { mostThreads } from "./fused/threads.ts";
import { createEngine, type EngineOptions } from "./select.ts";
import { startBackend } from "./tfjs/backend.ts";

async function familyOf(options?: EngineOptions): Promise<string> {
  const engine = await createEngine(options);
  await engine.close();
  return engine.family;
}

Deno.test("createEngine() is the fused engine unless TF.js or a backend of it is named", async () => {
  assertEquals(await familyOf(), "fused");
  assertEquals(await familyOf({}), "fused");
  assertEquals(await familyOf({ engine: "auto", backend: "auto" }), "fused");
  assertEquals(await familyOf({ backend: "cpu" }), "tfjs");
  assertEquals(await familyOf({ engine: "tfjs" }), "tfjs");
  assertEquals(await familyOf({ engine: "fused", backend: "auto", threads: 1 }), "fused");
});

Deno.test("createEngine() refuses unknown names and settings that would do nothing", async () => {
  const refuse = (options: EngineOptions, message: string) =>
    assertRejects(() => createEngine(options), RangeError, message);
  await refuse({ engine: "torch" as "tfjs" }, "one of auto, fused, tfjs");
  await refuse(
    { backend: "webgup" as "webgpu" },
    'Unknown backend "webgup", did you mean "webgpu"?',
  );
  await refuse({ networks: "conv" as "dense" }, 'Unknown kind of networks "conv": choose one of');
  await refuse({ engine: "fused", backend: "wasm" }, 'backend "wasm" in the fused engine');
  await refuse({ engine: "tfjs", backend: "cpu", threads: 2 }, "TF.js chooses its own");
  await refuse({ threads: 1000 }, `from 1 to ${mostThreads}, received 1000`);
  await refuse({ networks: "convolutional", threads: 1000 }, "received 1000");
});

Deno.test("createEngine() and createFusedEngine() refuse options that do not exist", async () => {
  const misspelt = { thread: 2 } as EngineOptions;
  const message = 'unknown option "thread", did you mean "threads"?';
  await assertRejects(() => createEngine(misspelt), TypeError, message);
  await assertRejects(() => createFusedEngine(misspelt), TypeError, message);
});

Deno.test('createEngine("auto") takes TF.js for convolutional nets, and says why', async () => {
  const networks = "convolutional";
  const engine = await createEngine({ engine: "auto", backend: "auto", threads: 2, networks });
  const { name } = await startBackend("auto", networks);
  assertStringIncludes(engine.description, `, ${name} backend`);
  assertEquals(engine.rejected.slice(0, 2), [
    "fused engine: it runs dense nets only",
    "2 threads: TF.js chooses its own",
  ]);
  await engine.close();
  await assertRejects(
    () => createEngine({ engine: "fused", backend: "auto", networks }),
    RangeError,
    "Cannot run convolutional nets in the fused engine",
  );
});
