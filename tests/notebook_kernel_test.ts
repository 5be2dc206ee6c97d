import { fileURLToPath } from "node:url";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "../lib/testing/assert.ts";
import { type Kernel, KernelExitError, startKernel } from "../lib/notebook/kernel.ts";
import type { KernelOutput } from "../lib/notebook/kernel_output.ts";
import { succeeds } from "./_succeeds.ts";

const kernelSource = new URL("../lib/notebook/kernel.ts", import.meta.url).href;
const config = fileURLToPath(new URL("../deno.json", import.meta.url));

async function outputsOf(kernel: Kernel, code: string): Promise<KernelOutput[]> {
  const outputs: KernelOutput[] = [];
  for await (const output of kernel.execute(code)) outputs.push(output);
  return outputs;
}

const types = (outputs: KernelOutput[]) => outputs.map(({ type }) => type);

Deno.test("execute() on one kernel", async (t) => {
  const controller = new AbortController();
  const kernel = await startKernel({ cwd: ".", signal: controller.signal });

  await t.step("yields every output of a flood, then returns", async () => {
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

  await t.step("goes on after code that throws or does not parse", async () => {
    const thrown = await outputsOf(kernel, `throw new TypeError("no");`);
    const error = thrown.find((output) => output.type === "error");
    assertEquals([error?.ename, error?.evalue], ["TypeError", "no"]);
    assertEquals(types(await outputsOf(kernel, "let x: = 3;")), ["execute_input", "error"]);
    assertEquals(types(await outputsOf(kernel, "6 * 7")), ["execute_input", "execute_result"]);
  });

  await t.step("throws the reason of an aborted signal, and close() ends busy code", async () => {
    const running = outputsOf(kernel, "for (;;);");
    setTimeout(() => controller.abort(new RangeError("enough")), 200);
    await assertRejects(() => running, RangeError, "enough");
    const start = performance.now();
    await kernel.close();
    assert(performance.now() - start < 5000, "close() took longer than its grace time");
  });
});

Deno.test("execute() gives up when the kernel ends, and close() still works", async () => {
  await using kernel = await startKernel({ cwd: "." });
  await assertRejects(
    () => outputsOf(kernel, "Deno.exit(3);"),
    KernelExitError,
    "The kernel's process exited with 3",
  );
});

Deno.test({
  name: "close() ends a kernel whose watching shell was ended before",
  ignore: Deno.build.os === "windows",
  async fn() {
    const kernel = await startKernel({ cwd: "." });
    const outputs = await outputsOf(kernel, "Deno.pid");
    const pid = outputs.find((output) => output.type === "execute_result")!.data["text/plain"];
    const ps = await new Deno.Command("ps", { args: ["-eo", "pid=,args="] }).output();
    const shell = new TextDecoder().decode(ps.stdout).split("\n")
      .find((line) => line.endsWith(` sh ${pid}`));
    Deno.kill(Number.parseInt(shell!), "SIGKILL");
    await kernel.close();
  },
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

const unshare = await succeeds("unshare", "--net", "true");

Deno.test({
  name: "startKernel() says at once that there is no loopback interface" +
    (unshare ? "" : " (needs unshare and the right to use it)"),
  ignore: !unshare,
  async fn() {
    const code = `import { startKernel } from ${JSON.stringify(kernelSource)};
      const start = performance.now();
      const error = await startKernel({ cwd: "." }).catch((error) => error);
      console.log(JSON.stringify({ message: error.message, took: performance.now() - start }));`;
    const { stdout } = await new Deno.Command("unshare", {
      args: ["--net", Deno.execPath(), "eval", "--config", config, code],
    }).output();
    const { message, took } = JSON.parse(new TextDecoder().decode(stdout));
    assertStringIncludes(message, "over the loopback interface, 127.0.0.1, received ");
    assert(took < 20_000, `${took} ms`);
  },
});

/** Whether a process is there; one that has ended, and nobody has asked how, is not. */
async function runs(pid: number): Promise<boolean> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", `${pid}`] })
    .output();
  return /^[^Z]/.test(new TextDecoder().decode(stdout).trim());
}

Deno.test({
  name: "a kernel ends with the process that started it, also where its thread is busy",
  ignore: Deno.build.os === "windows",
  async fn() {
    const code = `import { startKernel } from ${JSON.stringify(kernelSource)};
      const kernel = await startKernel({ cwd: "." });
      for await (const output of kernel.execute("Deno.pid")) {
        if (output.type === "execute_result") console.log(output.data["text/plain"]);
      }
      if (Deno.args[0] === "exit") Deno.exit(0);
      for await (const output of kernel.execute("for (;;);"));`;
    const script = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(script, code);
    await Promise.all(["exit", "SIGHUP", "SIGKILL"].map(async (end) => {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--config", config, script, end],
        stdout: "piped",
      }).spawn();
      const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const kernel = Number((await reader.read()).value);
      assert(kernel > 0, "the kernel's number was not printed");
      if (end !== "exit") child.kill(end as Deno.Signal);
      await child.status;
      await reader.cancel();
      for (let tries = 0; tries < 1200 && await runs(kernel); tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const left = await runs(kernel);
      if (left) Deno.kill(kernel, "SIGKILL");
      assert(!left, `${end} left the kernel`);
    }));
    await Deno.remove(script);
  },
});
