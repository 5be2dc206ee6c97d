/// <reference lib="deno.worker" />
/**
 * Tries BLAS libraries one after the other; see `blas_process.ts`.
 *
 * @module
 */
import { cpus } from "node:os";
import { blasFile, blasName } from "./blas.ts";
import { findWrongProduct } from "./compare_products.ts";
import { flushDenormals } from "./denormals.ts";
import { SharedMemory } from "./memory.ts";
import { type Exports, instantiate, loadModule } from "./module.ts";
import { type Assignment, MARK, type Trial } from "./try_blas.ts";

function tryLibraries({ libraries, products }: Assignment, module: WebAssembly.Module): void {
  const memory = new SharedMemory();
  const flushing = flushDenormals();
  const { product: reference } = instantiate(module, memory.memory, { flushing });
  const files = new Set<string>(); // one has several names
  for (const blas of libraries) {
    console.log(`\n${MARK}${JSON.stringify(tryLibrary(blas))}`);
  }

  function tryLibrary(blas: string): Trial {
    let name;
    let file;
    let tested;
    try {
      name = blasName(blas);
      file = blasFile(blas);
      tested = instantiate(module, memory.memory, { blas, flushing }).product;
    } catch (error) {
      return { state: "absent", reason: (error as Error).message };
    }
    if (files.has(file)) return { state: "absent", reason: `it is ${file} again` };
    files.add(file);
    const reason = findWrongProduct(products, { tested, reference }, memory);
    if (reason !== undefined) return { state: "wrong", name, reason };
    const processor = cpus()[0]?.model.trim() ?? Deno.build.arch;
    const identity = [name, ...describeFile(file), processor].join(", ");
    return { state: "right", name, identity, speedup: measure([reference, tested], memory) };
  }
}

function describeFile(file: string): string[] {
  try {
    const { size, mtime } = Deno.statSync(file);
    return [file, `${size} bytes`, `${mtime?.toISOString()}`];
  } catch {
    return [file]; // macOS keeps its own libraries in one file
  }
}

/** How much faster the second product is than the first, for a layer of width 50. */
function measure(products: Exports["product"][], memory: SharedMemory): number {
  const size = 4 * 64 * 108;
  const [a, b, c, scratch] = [1, 2, 3, 4].map(() => memory.allocate(size));
  const times = [Infinity, Infinity];
  for (let round = 0; round < 20; round++) {
    for (const [index, product] of products.entries()) {
      const start = performance.now();
      for (let repeat = 0; repeat < 5; repeat++) {
        product(0, 64, 104, 51, a, 52, b, 104, c, 104, 0, scratch);
        product(1, 51, 104, 64, a, 52, b, 104, c, 104, 0, scratch);
        product(0, 64, 52, 104, b, 104, a, 52, c, 52, 1, scratch);
      }
      times[index] = Math.min(times[index], performance.now() - start);
    }
  }
  for (const address of [a, b, c, scratch]) memory.free(address);
  return times[0] / times[1];
}

tryLibraries(JSON.parse(Deno.args[0]), await loadModule());
self.close();
