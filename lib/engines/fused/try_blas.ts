import { fileURLToPath } from "node:url";
import { TextLineStream } from "../../text_lines.ts";
import type { Product } from "./products.ts";

/** A task for `blas_process.ts`. */
export interface Assignment {
  readonly libraries: readonly string[];
  readonly products: readonly Product[];
  /** Milliseconds until the process ends itself. */
  readonly limit: number;
}

/** How a library was found. */
export type Trial =
  /** It cannot be opened, or has no matrix product. */
  | { readonly state: "absent"; readonly reason: string }
  | { readonly state: "wrong"; readonly name: string; readonly reason: string }
  | {
    readonly state: "right";
    readonly name: string;
    /** Name, file and its date, and processor: other kernels compute where one of them differs. */
    readonly identity: string;
    /** How much faster it is than WebAssembly. */
    readonly speedup: number;
  };

/** Begins a line with a trial; libraries write to the same stream. */
export const MARK = "trial of a BLAS: ";

/** A trial takes a tenth of a second. */
const LIMIT = 10_000;

const script = fileURLToPath(new URL("./blas_process.ts", import.meta.url));

/**
 * Tries libraries in turn, in a process of its own: whether their products are those of WebAssembly,
 * and how fast they are. One that ends the process, or does not return, is "wrong".
 *
 * @param libraries Paths, or names that the dynamic linker knows.
 * @param products Products that they are asked for.
 * @param limit Milliseconds that all of them may take.
 */
export async function* tryBlas(
  libraries: readonly string[],
  products: readonly Product[],
  limit = LIMIT,
): AsyncGenerator<Trial & { readonly path: string }> {
  let next = 0;
  while (next < libraries.length) {
    const assignment: Assignment = {
      libraries: libraries.slice(next),
      products,
      limit,
    };
    let process: Deno.ChildProcess;
    try {
      process = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-config", "--no-lock", script, JSON.stringify(assignment)],
        stdin: "null",
        stdout: "piped",
        stderr: "null",
      }).spawn();
    } catch (error) {
      const path = libraries[next];
      const reason = `it cannot be tried: ${(error as Error).message}`;
      return yield { path, state: "wrong", name: path, reason };
    }
    try {
      const lines = process.stdout.pipeThrough(new TextDecoderStream())
        .pipeThrough(new TextLineStream());
      for await (const line of lines) {
        if (!line.startsWith(MARK)) continue;
        yield { path: libraries[next++], ...JSON.parse(line.slice(MARK.length)) };
      }
      if (next === libraries.length) return;
      const { code, signal } = await process.status;
      const path = libraries[next++];
      const reason = signal === "SIGKILL"
        ? `it did not return within ${limit / 1000} s`
        : `it ended the process that tried it (${signal ?? `exit code ${code}`})`;
      yield { path, state: "wrong", name: path, reason };
    } finally {
      try {
        process.kill("SIGKILL"); // no more of them is needed
      } catch {
        // It has ended.
      }
      await process.status;
    }
  }
}
