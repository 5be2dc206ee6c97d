/**
 * Compiles `assembly/` to `fused.wasm`, which is kept beside it with its digest: run this file after
 * a change there.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { binary, digestFile } from "./module.ts";

/** The part of the compiler that is used. */
interface Asc {
  main(
    args: string[],
    files: {
      readFile(name: string): Promise<string | null>;
      writeFile(name: string, contents: Uint8Array): void;
      listFiles(): string[];
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

// Not a literal: the package's types declare globals that clash with those of TypeScript.
const asc: string = "assemblyscript/asc";

const folder = new URL("./assembly/", import.meta.url);

const flags = [
  "--runtime=stub",
  "--optimizeLevel=3",
  "--noAssert",
  "--enable=simd,relaxed-simd,threads",
  "--importMemory",
  "--sharedMemory",
  "--initialMemory=1",
  "--maximumMemory=65536",
  "--use=abort=",
];

/** @throws {Error} If the sources do not compile, with the compiler's messages. */
export async function compile(): Promise<Uint8Array> {
  let output: Uint8Array | undefined;
  const { main }: Asc = (await import(asc)).default;
  const { error, stderr } = await main(["index.ts", "--outFile=fused.wasm", ...flags], {
    // Deno's imports end in .ts; the compiler adds another.
    readFile: (name) =>
      Deno.readTextFile(new URL(name.replace(/\.ts\.ts$/, ".ts"), folder)).catch(() => null),
    writeFile: (name, contents) => {
      if (name === "fused.wasm") output = contents;
    },
    listFiles: () => [],
  });
  if (error || !output) throw new Error(`Cannot compile assembly/: ${stderr}`, { cause: error });
  return output;
}

/** The line that sha256sum writes. */
export function sumsOf(bytes: Uint8Array): string {
  return `${createHash("sha256").update(bytes).digest("hex")}  fused.wasm\n`;
}

if (import.meta.main) {
  const bytes = await compile();
  await Deno.writeFile(binary, bytes);
  await Deno.writeTextFile(digestFile, sumsOf(bytes));
}
