/// <reference path="./builtins.d.ts" />

/** Copies four rows of four floats to four columns; `down` and `toDown` are bytes from row to row. */
export function transposeBlock(from: usize, down: usize, to: usize, toDown: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + down);
  const c = v128.load(from + 2 * down);
  const d = v128.load(from + 3 * down);
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab01, cd01, 0, 1, 4, 5));
  v128.store(to + toDown, v128.shuffle<f32>(ab01, cd01, 2, 3, 6, 7));
  v128.store(to + 2 * toDown, v128.shuffle<f32>(ab23, cd23, 0, 1, 4, 5));
  v128.store(to + 3 * toDown, v128.shuffle<f32>(ab23, cd23, 2, 3, 6, 7));
}
