import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch, assertRejects } from "../lib/testing/assert.ts";
import { type Kernel, KernelExitError, startKernel } from "../lib/notebook/kernel.ts";
import type { KernelOutput } from "../lib/notebook/kernel_output.ts";

async function outputsOf(kernel: Kernel, code: string): Promise<KernelOutput[]> {
  const outputs: KernelOutput[] = [];
  for await (const output of kernel.execute(code)) outputs.push(output);
  return outputs;
}

const types = (outputs: KernelOutput[]) => outputs.map(({ type }) => type);

Deno.test("execute() yields every output of a flood, then returns", async () => {
  await using kernel = await startKernel({ cwd: "." });
  for (let run = 0; run < 5; run++) {
    const outputs = await outputsOf(
      kernel,
      `for (let i = 0; i < 1000; i++) {
         await Deno.jupyter.display({ "text/plain": String(i) }, { raw: true });
       }
       console.log("end");
       "result"`,
    );
    const shown = outputs.flatMap((output) =>
      output.type === "display_data" ? [output.data["text/plain"]] : []
    );
    assertEquals(shown, Array.from({ length: 1000 }, (_, i) => String(i)));
    assertEquals(types(outputs).filter((type) => type !== "display_data").sort(), [
      "execute_input",
      "execute_result",
      "stream",
    ]);
  }
});

Deno.test("execute() goes on after code that throws or does not parse", async () => {
  await using kernel = await startKernel({ cwd: "." });
  const thrown = await outputsOf(kernel, `throw new TypeError("no");`);
  const error = thrown.find((output) => output.type === "error");
  assertEquals([error?.ename, error?.evalue], ["TypeError", "no"]);
  assertEquals(types(await outputsOf(kernel, "let x: = 3;")), ["execute_input", "error"]);
  assertEquals(types(await outputsOf(kernel, "6 * 7")), ["execute_input", "execute_result"]);
});

Deno.test("execute() gives up when the kernel ends, and close() still works", async () => {
  await using kernel = await startKernel({ cwd: "." });
  await assertRejects(
    () => outputsOf(kernel, "Deno.exit(3);"),
    KernelExitError,
    "The kernel's process exited with 3",
  );
});

Deno.test("execute() throws the reason of an aborted signal, and close() ends busy code", async () => {
  const controller = new AbortController();
  const kernel = await startKernel({ cwd: ".", signal: controller.signal });
  const running = outputsOf(kernel, "for (;;);");
  setTimeout(() => controller.abort(new RangeError("enough")), 200);
  await assertRejects(() => running, RangeError, "enough");
  const start = performance.now();
  await kernel.close();
  assert(performance.now() - start < 30_000, "close() waited for the code");
});

Deno.test("startKernel() says why a kernel cannot start", async () => {
  await assertRejects(() => startKernel({ cwd: "no/such/folder" }), Deno.errors.NotFound);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/deno.json`, "{ not JSON");
    await assertRejects(() => startKernel({ cwd: folder }), KernelExitError, "Cannot start");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "A kernel ends with the process that started it",
  ignore: Deno.build.os === "windows",
  async fn() {
    const kernel = new URL("../lib/notebook/kernel.ts", import.meta.url).href;
    const config = fileURLToPath(new URL("../deno.json", import.meta.url));
    const code = `import { startKernel } from ${JSON.stringify(kernel)};
      const kernel = await startKernel({ cwd: "." });
      for await (const output of kernel.execute("Deno.pid")) {
        if (output.type === "execute_result") console.log(output.data["text/plain"]);
      }
      Deno.exit(0);`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--config", config, code],
    }).output();
    const pid = new TextDecoder().decode(stdout).trim();
    assertMatch(pid, /^\d+$/);
    // Empty when it is gone; Z where nobody has asked yet how it ended.
    const state = async () => {
      const ps = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", pid] }).output();
      return new TextDecoder().decode(ps.stdout).trim();
    };
    for (let tries = 0; tries < 1200 && /^[^Z]/.test(await state()); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assertMatch(await state(), /^(Z.*)?$/);
  },
});
