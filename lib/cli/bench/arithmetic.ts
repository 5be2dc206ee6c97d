import { chooseBlas } from "../../engines/fused/choose_blas.ts";
import { SharedMemory } from "../../engines/fused/memory.ts";
import { instantiate, loadModule } from "../../engines/fused/module.ts";
import type { DenseSpec } from "../../models/network_spec.ts";
import { parameterInfos } from "../../models/parameters.ts";
import { BATCH } from "./contender.ts";

/** Floating-point operations of the matrix products of one step. */
export function operationsOfStep(spec: DenseSpec): number {
  // x·W, xᵀ·dz and, but in the first layer, dz·Wᵀ: a multiplication and an addition each.
  return parameterInfos(spec)
    .filter(({ shape }) => shape.length === 2)
    .reduce((sum, { shape: [inputs, outputs], layer }) => {
      return sum + 2 * BATCH * inputs * outputs * (layer === 1 ? 2 : 3);
    }, 0);
}

/** Operations per second of one core in a large product, by the machine's BLAS or WebAssembly. */
export async function peakOfCore(): Promise<number> {
  const module = await loadModule();
  const memory = new SharedMemory();
  const { path: blas } = await chooseBlas("auto");
  const { product } = instantiate(module, memory.memory, { blas, flushing: true });
  const size = 512;
  const [a, b, c, scratch] = [1, 2, 3, 4].map(() => memory.allocate(4 * size * (size + 4)));
  let best = Infinity;
  for (let round = 0; round < 20; round++) {
    const start = performance.now();
    product(0, size, size, size, a, size + 4, b, size + 4, c, size + 4, 0, scratch);
    best = Math.min(best, performance.now() - start);
  }
  return 2 * size ** 3 / best * 1000;
}
