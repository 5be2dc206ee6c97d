/**
 * The last epoch of each training, with the learning rate of its first step.
 *
 * @param rows The epochs of each training follow each other from 1 on.
 */
export function lastEpochs<
  R extends { readonly epoch: number; readonly learningRate: number },
>(rows: readonly R[]): R[] {
  const starts = rows.flatMap(({ epoch }, index) => epoch === 1 ? [index] : []);
  return starts.map((start, index) => {
    const end = (starts[index + 1] ?? rows.length) - 1;
    return { ...rows[end], learningRate: rows[start].learningRate };
  });
}
