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

/** The compiled `assembly/`. */
export async function loadModule(): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(await Deno.readFile(new URL("./fused.wasm", import.meta.url)));
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
