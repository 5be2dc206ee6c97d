import { assertEquals } from "../testing/assert.ts";
import { Terminal } from "./terminal.ts";

function fakeTerminal(columns: number | undefined) {
  const clock = { time: 0 };
  const written: string[] = [];
  const terminal = new Terminal({
    write: (stream, text) => written.push(stream === "stderr" ? `stderr: ${text}` : text),
    columns,
    now: () => clock.time,
  });
  return { terminal, written, clock };
}

const erase = "\r\x1b[2K";

Deno.test("Terminal changes its status line in place and keeps it below printed text", () => {
  const { terminal, written } = fakeTerminal(80);
  terminal.status("50 %");
  terminal.status("60 %");
  terminal.print("a line\n", "stderr");
  terminal.finish();
  assertEquals(written, ["50 %", erase, "60 %", erase, "stderr: a line\n", "60 %", erase]);
});

Deno.test("Terminal does not write a status line into an unfinished line", () => {
  const { terminal, written } = fakeTerminal(80);
  terminal.print("half");
  terminal.status("50 %");
  terminal.print(" a line\n");
  assertEquals(written, ["half", " a line\n", "50 %"]);
});

Deno.test("Terminal cuts the status line to the screen's width and takes colours out", () => {
  const { terminal, written } = fakeTerminal(8);
  terminal.status("\x1b[31m█████\x1b[0m 50 %");
  assertEquals(written, ["█████ 5"]);
});

Deno.test("Terminal writes a status line every 20 seconds at most where it is a file", () => {
  const { terminal, written, clock } = fakeTerminal(undefined);
  for (clock.time = 0; clock.time <= 45_000; clock.time += 1000) {
    terminal.status(`${clock.time / 1000} s`);
  }
  assertEquals(written, ["20 s\n", "40 s\n"]);
});

Deno.test("processOutput ends the process silently when its pipe is closed", async () => {
  const terminal = JSON.stringify(import.meta.resolve("./terminal.ts"));
  const writes = `import { processOutput } from ${terminal};
    await new Response(Deno.stdin.readable).text();
    processOutput.write("stdout", "a line\\n");
    console.error("went on");`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", writes],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await child.stdout.cancel();
  await child.stdin.close();
  assertEquals([await new Response(child.stderr).text(), (await child.status).code], ["", 141]);
});
