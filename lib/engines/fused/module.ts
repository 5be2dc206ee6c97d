import { bindBlas, type Sgemm } from "./blas.ts";

/** What an instance is told about the machine: see `assembly/machine.ts`. */
interface Machine {
  readonly smallest: number;
  readonly native: number;
  readonly sgemm: Sgemm;
}

/** Where denormals are slow, numbers are 0 from here on, so that their products are not. */
const SMALLEST = 1e-30;

/** A job's functions take its address and the number of the thread that calls. */
type JobFunction = (job: number, thread: number) => void;

/** What `assembly/index.ts` exports. */
export interface Exports {
  readonly jobs: Readonly<
    Record<
      "trainEpoch" | "gradients" | "evaluate" | "evaluateLesions" | "trace" | "transpose",
      JobFunction
    >
  >;
  /** C = A·B or C += A·B; see `assembly/product.ts` for its arguments. */
  readonly product: (...args: number[]) => void;
}

/** The binary that `build.ts` makes of `assembly/`. */
export const binary = new URL("./fused.wasm", import.meta.url);

/** SHA-256 of {@linkcode binary}, as sha256sum writes it. */
export const digestFile = new URL("./fused.wasm.sha256", import.meta.url);

/** The compiled `assembly/`. */
export async function loadModule(): Promise<WebAssembly.Module> {
  return await compileChecked(await Deno.readFile(binary), await Deno.readTextFile(digestFile));
}

/**
 * Compiles a binary that has this SHA-256: of those that differ in one bit a third compile too, and
 * half of these compute something else.
 *
 * @throws {SyntaxError} If it has another.
 */
export async function compileChecked(
  bytes: Uint8Array<ArrayBuffer>,
  sums: string,
): Promise<WebAssembly.Module> {
  const expected = sums.split(" ")[0];
  const received = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  if (received !== expected) {
    throw new SyntaxError(
      `Cannot start the fused engine: fused.wasm must have SHA-256 ${expected}, received ` +
        `${received}; run \`git checkout lib/engines/fused\`, or after a change of its sources ` +
        "`deno run -A lib/engines/fused/build.ts`",
    );
  }
  return await WebAssembly.compile(bytes);
}

/**
 * An instance for the calling thread.
 *
 * @param options.blas Path of the library that products go to, if they do.
 * @param options.flushing Whether the thread flushes denormals.
 */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  { blas, flushing }: { blas?: string; flushing: boolean },
): Exports {
  const machine: Machine = {
    smallest: flushing ? 0 : SMALLEST,
    native: Number(blas !== undefined),
    sgemm: blas === undefined ? () => {} : bindBlas(blas, memory),
  };
  const imports = { env: { memory }, machine: { ...machine } };
  const { exports } = new WebAssembly.Instance(module, imports);
  const { product, ...jobs } = exports as unknown as Pick<Exports, "product"> & Exports["jobs"];
  return { product, jobs };
}
