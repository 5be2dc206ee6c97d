/**
 * The fused engine in a process of its own: its workers never outlive or delay their owner, and it
 * needs no permission but to read.
 *
 * @module
 */
import { KernelExitError, startKernel } from "../lib/notebook/kernel.ts";
import { assertEquals, assertRejects } from "../lib/testing/assert.ts";

const setUp = `
  import { createFusedEngine } from "./lib/engines/fused/engine.ts";
  import { randomExamples } from "./lib/testing/random_examples.ts";
  import { initialize } from "./lib/models/initialize.ts";
  import { highway } from "./lib/models/network_spec.ts";
  const engine = await createFusedEngine({ threads: 2 });
  const examples = randomExamples({ count: 128, size: 6, classes: 3 });
  const spec = highway({ depth: 10, width: 50, inputSize: 6, classes: 3 });
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const train = (steps) => network.trainEpoch(examples, new Uint32Array(128 * steps), {
    batchSize: 128, learningRates: new Float32Array(steps), momentum: 0.9,
  });
`;

/** Runs a script in a new Deno; fails if it has not ended within two minutes. */
async function run(script: string, ...permissions: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, "--ext=ts", "-"],
    cwd: new URL("..", import.meta.url),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(120_000),
  }).spawn();
  const writer = command.stdin.getWriter();
  await writer.write(new TextEncoder().encode(setUp + script));
  await writer.close();
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("a process that does not close its engine ends all the same", async () => {
  const { code, stdout, stderr } = await run(
    `const { steps } = await train(3); console.log(steps);`,
    "-A",
  );
  assertEquals([code, stdout, stderr], [0, "3", ""]);
});

Deno.test("a process waits for an epoch that it does not await, and not for idle workers", async () => {
  const { stdout } = await run(`train(20).then(({ steps }) => console.log(steps));`, "-A");
  assertEquals(stdout, "20");
});

Deno.test("a process that exits or is interrupted during an epoch leaves nothing running", async () => {
  const exit = await run(`train(100_000); setTimeout(() => Deno.exit(7), 100);`, "-A");
  assertEquals([exit.code, exit.stderr], [7, ""]);
  const interrupt = await run(
    `train(100_000); setTimeout(() => Deno.kill(Deno.pid, "SIGINT"), 100);`,
    "-A",
  );
  assertEquals(interrupt.code, 130);
});

Deno.test("without permission to call native code gradients are still never denormal", async () => {
  const { stdout, stderr } = await run(
    `
    import { countDenormals } from "./lib/testing/denormals.ts";
    import { deepSigmoid, scaledParameters } from "./lib/testing/vanishing_network.ts";
    console.log(engine.rejected.join());
    const inputs = randomExamples({ count: 128, size: 20, classes: 3 });
    const vanishing = await engine.load(deepSigmoid, scaledParameters(0.01));
    const { gradients } = await vanishing.gradients(inputs, new Uint32Array(128));
    console.log(countDenormals(gradients));
    await engine.close();`,
    "--allow-read",
  );
  assertEquals(stderr, "");
  const reason = "BLAS: Deno may not call native code, it would with --allow-ffi";
  assertEquals(stdout, `${reason}\n0`);
});

Deno.test("two trainings that share the cores both come to their end", async () => {
  const script = `const { steps } = await train(500); console.log(steps); await engine.close();`;
  const both = await Promise.all([run(script, "-A"), run(script, "-A")]);
  assertEquals(both.map(({ stdout, stderr }) => [stdout, stderr]), [["500", ""], ["500", ""]]);
});

Deno.test({
  name: "a notebook cell that is stopped during an epoch leaves nothing running",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using kernel = await startKernel({ cwd: new URL("..", import.meta.url).pathname });
    const outputs = async (code: string) => {
      let text = "";
      for await (const output of kernel.execute(code)) {
        if (output.type === "stream") text += output.text;
      }
      return text;
    };
    const pid = await outputs(`${setUp}\nconsole.log(Deno.pid);`);
    const training = outputs("await train(100_000);");
    await new Promise((resolve) => setTimeout(resolve, 500));
    Deno.kill(Number(pid), "SIGINT"); // what Jupyter's stop button sends
    await assertRejects(() => training, KernelExitError);
    await assertRejects(() => Deno.stat(`/proc/${pid.trim()}/exe`), Deno.errors.NotFound);
  },
});
