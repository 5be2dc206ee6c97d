/**
 * What figures of training have in common: epochs across, and a panel for each kind of net.
 *
 * @module
 */

/** The horizontal axis, from before training to the last epoch. */
export function epochAxis(lastEpoch: number) {
  return {
    field: "epoch",
    type: "quantitative" as const,
    title: "Number of Epochs",
    scale: { domain: [0, lastEpoch], nice: false },
    axis: { tickMinStep: 1, tickCount: 5, format: "d" },
  };
}

/** Panels in a row, one for each value of `field`, with the value after `name` above it. */
export function panelsBy(field: string, name: string) {
  return {
    facet: {
      column: {
        field,
        type: "ordinal" as const,
        header: { title: null, labelExpr: `'${name} ' + datum.value` },
      },
    },
    bounds: "flush" as const, // else marks on the edge push the axes away
    spacing: 22,
  };
}
