import { blasCandidates, blasName } from "./blas.ts";
import { SharedMemory } from "./memory.ts";
import { measuredSpeedup } from "./measured_speedup.ts";
import { instantiate } from "./module.ts";

/** Which matrix product an engine uses, and why. */
export interface BlasChoice {
  /** The library that is used, if one is. */
  readonly path?: string;
  /** "WebAssembly" or the library's name. */
  readonly description: string;
  /** Why a library was not taken. */
  readonly passedOver: readonly string[];
}

/** A library must be this much faster than WebAssembly, or the next measurement might differ. */
const WORTH_IT = 1.2;

/**
 * Chooses the product: that of the library at path `asked`, none if it is "off", and for "auto" the
 * first that is found on this machine if it is faster than WebAssembly's.
 *
 * @throws {Error} If the library that was asked for cannot be used.
 */
export function chooseBlas(asked: string, module: WebAssembly.Module): BlasChoice {
  const without = (...passedOver: string[]) => ({ description: "WebAssembly", passedOver });
  if (asked === "off") return without();
  if (asked !== "auto") {
    try {
      return { path: asked, description: blasName(asked), passedOver: [] };
    } catch (cause) {
      throw new Error(`Cannot use BLAS "${asked}": ${(cause as Error).message}`, { cause });
    }
  }
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") {
    return without("BLAS: Deno may not call native code, it would with --allow-ffi");
  }
  for (const path of blasCandidates) {
    let name;
    try {
      name = blasName(path);
    } catch {
      continue; // not on this machine
    }
    const speedup = measuredSpeedup(name, () => measure(path, module));
    if (speedup >= WORTH_IT) return { path, description: name, passedOver: [] };
    return without(`${name}: it is ${speedup.toFixed(1)} times as fast as WebAssembly`);
  }
  return without(`BLAS: none of ${blasCandidates.join(", ")} was found`);
}

/** How much faster the library is than WebAssembly at the products of a layer of width 50. */
function measure(path: string, module: WebAssembly.Module): number {
  const memory = new SharedMemory();
  const size = 4 * 64 * 108;
  const [a, b, c, scratch] = [1, 2, 3, 4].map(() => memory.allocate(size));
  const instances = [undefined, path].map((blas) =>
    instantiate(module, memory.memory, { blas, flushing: true })
  );
  const times = [Infinity, Infinity];
  for (let round = 0; round < 20; round++) {
    for (const [index, { product }] of instances.entries()) {
      const start = performance.now();
      for (let repeat = 0; repeat < 20; repeat++) {
        product(0, 64, 104, 51, a, 52, b, 104, c, 104, 0, scratch);
        product(1, 51, 104, 64, a, 52, b, 104, c, 104, 0, scratch);
        product(0, 64, 52, 104, b, 104, a, 52, c, 52, 1, scratch);
      }
      times[index] = Math.min(times[index], performance.now() - start);
    }
  }
  return times[0] / times[1];
}
