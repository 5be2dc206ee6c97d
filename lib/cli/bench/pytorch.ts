import { TextLineStream } from "../../text_lines.ts";
import type { Contender } from "./contender.ts";

/**
 * PyTorch in a Python process, eager, with the number of threads that is fastest for the network.
 *
 * @param python The interpreter.
 * @returns Nothing if there is no such interpreter or it has no PyTorch.
 */
export async function startPytorch(python: string): Promise<Contender | undefined> {
  const script = new URL("./pytorch.py", import.meta.url);
  let process: Deno.ChildProcess;
  try {
    process = new Deno.Command(python, {
      args: [decodeURIComponent(script.pathname)],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch {
    return undefined; // no such interpreter
  }
  const answers = process.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream()).getReader();
  const input = process.stdin.getWriter();
  const close = async () => {
    await input.close().catch(() => {});
    await process.status;
  };
  const answer = async () => {
    const { value, done } = await answers.read();
    if (done) throw new Error(`${python} ended`);
    return JSON.parse(value);
  };
  const ask = async (question: string) => {
    await input.write(new TextEncoder().encode(`${question}\n`));
    return await answer();
  };
  try {
    return {
      name: "PyTorch",
      description: `${await answer()} eager, 1 or all threads, whichever is faster`,
      load: async (spec) => void await ask(JSON.stringify(spec)),
      measure: () => ask("measure"),
      close,
    };
  } catch {
    await close(); // no PyTorch
    return undefined;
  }
}
