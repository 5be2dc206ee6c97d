import { existsSync } from "node:fs";
import { join } from "node:path";
import { assert, assertEquals } from "../lib/testing/assert.ts";
import { succeeds } from "./_succeeds.ts";

const listens = `
  import { listenForInterruption } from ${
  JSON.stringify(import.meta.resolve("../lib/cli/interruption.ts"))
};
  const { signal } = listenForInterruption();
  console.log("listening");
  setInterval(() => {}, 1000);
  if (Deno.args.length > 0) signal.addEventListener("abort", () => {
    console.log(signal.reason.message);
    if (Deno.args[0] === "heed") Deno.exit(signal.reason.exitCode);
  });
`;

/** A process that listens, and ends when it hears of an interruption if it heeds it. */
function start(how: "heed" | "ignore") {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", "-", how],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  return {
    child,
    /** Waits until it has printed this. */
    async prints(line: string) {
      let text = "";
      while (!text.includes(`${line}\n`)) {
        const { value, done } = await lines.read();
        assert(!done, `It ended without "${line}", after ${JSON.stringify(text)}`);
        text += value;
      }
    },
    async begin() {
      const stdin = child.stdin.getWriter();
      await stdin.write(new TextEncoder().encode(listens));
      await stdin.close();
      await this.prints("listening");
    },
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // it has ended
      }
      await child.status;
      await lines.cancel();
    },
  };
}

Deno.test({
  name: "every signal that asks a process to end is heard",
  ignore: Deno.build.os === "windows",
  async fn() {
    for (
      const [signal, exitCode] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const
    ) {
      await using process = start("heed");
      await process.begin();
      process.child.kill(signal);
      await process.prints(`Interrupted by ${signal}`);
      assertEquals((await process.child.status).code, exitCode);
    }
  },
});

Deno.test({
  name: "a second Ctrl-C ends a process that does not heed the first, if it is not the same one",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using process = start("ignore");
    await process.begin();
    process.child.kill("SIGINT");
    process.child.kill("SIGINT"); // as passed on by `deno task`
    await process.prints("Interrupted by SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 1200));
    process.child.kill("SIGINT"); // throws if it has ended
    assertEquals((await process.child.status).code, 130);
  },
});

const script = await succeeds("script", "-qec", "true", "/dev/null");

Deno.test({
  name: `a command ends in order when its terminal is closed${script ? "" : " (needs script)"}`,
  ignore: !script,
  async fn() {
    const folder = await Deno.makeTempDir();
    const [program, file] = [join(folder, "program.ts"), join(folder, "ended")];
    await Deno.writeTextFile(
      program,
      `import { processOutput } from ${
        JSON.stringify(import.meta.resolve("../lib/cli/terminal.ts"))
      };
      ${listens}
      signal.addEventListener("abort", () => {
        processOutput.write("stdout", "nobody reads this");
        Deno.writeTextFileSync(${JSON.stringify(file)}, signal.reason.message);
        Deno.exit();
      });`,
    );
    const terminal = new Deno.Command("script", {
      args: ["-qec", `${Deno.execPath()} run -A --no-config ${program}`, "/dev/null"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const lines = terminal.stdout.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; !text.includes("listening");) text += (await lines.read()).value ?? "";
    terminal.kill("SIGKILL"); // with it goes the terminal that it made
    await terminal.status;
    await lines.cancel();
    for (let wait = 0; wait < 30_000 && !existsSync(file); wait += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals(await Deno.readTextFile(file), "Interrupted by SIGHUP");
    await Deno.remove(folder, { recursive: true });
  },
});
