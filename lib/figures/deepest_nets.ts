import type { DataFrame } from "nodejs-polars";
import { coloured, epochAxis, linear } from "./channels.ts";
import { colour, type ColourName } from "./colours.ts";
import { curves } from "./curves.ts";
import type { Figure } from "./figure.ts";
import { distinct, readRows, round } from "./rows.ts";
import { type Encoding, lineLegend } from "./theme.ts";

/** Colours of the plain nets, in the order of their learning rates. */
const plainColours: readonly ColourName[] = ["sky", "blue", "navy", "grey"];

/**
 * Training accuracy of very deep nets against the epoch, with one line per network, learning rate
 * and seed. The dashed line is the 95 % of claim 12's criterion.
 *
 * @param history One row per network, learning rate, seed and epoch; nets of one depth, plain nets
 * at four rates at most.
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function deepestNets(history: DataFrame): Figure {
  const rows = readRows(history, {
    architecture: "string",
    depth: "int",
    seed: "int",
    epoch: "int",
    accuracy: "float",
    learningRate: "float",
  });
  const name = (row: { architecture: string; learningRate: number }) =>
    `${row.architecture}, rate ${round(row.learningRate)}`;
  const namesOf = (architecture: string) =>
    distinct(
      rows.filter((row) => row.architecture === architecture)
        .sort((a, b) => b.learningRate - a.learningRate).map(name),
    );
  const lines = [
    ...namesOf("highway").map((label) => ({ label, colour: "orange" as const })),
    ...namesOf("plain").map((label, index) => ({ label, colour: plainColours[index] })),
  ];
  const encoding: Encoding = {
    x: epochAxis(Math.max(...rows.map(({ epoch }) => epoch))),
    y: linear("accuracy", "Training accuracy", [0, 1]),
    color: coloured("network", "Network", lines, { ...lineLegend, columns: 3 }),
  };
  return {
    name: "deepest_nets",
    label: "Claim 12",
    title: `Training accuracy of nets of ${rows[0].depth} layers`,
    caption: ["The dashed line is the 95 % that claim 12 asks for."],
    legend: lines.map((line) => ({ ...line, symbol: "line" })),
    panels: [{
      name: "accuracy",
      title: "By network and learning rate",
      kind: "curves",
      rows: rows.map((row) => ({
        network: name(row),
        seed: row.seed,
        epoch: row.epoch,
        accuracy: round(row.accuracy),
      })),
      spec: {
        width: 520,
        height: 260,
        layer: [
          {
            data: { values: [{ accuracy: 0.95 }] },
            mark: { type: "rule", strokeDash: [5, 4], color: colour("grey") },
            encoding: { y: { field: "accuracy", type: "quantitative" } },
          },
          curves([], encoding, { dotSize: 18 }),
        ],
      },
    }],
    columns: 1,
  };
}
