/** The horizontal axis of a training, from before it to the last epoch. */
export function epochAxis(lastEpoch: number) {
  return {
    field: "epoch",
    type: "quantitative" as const,
    title: "Number of Epochs",
    scale: { domain: [0, lastEpoch], nice: false },
    axis: { tickMinStep: 1, tickCount: 5, format: "d" },
  };
}
