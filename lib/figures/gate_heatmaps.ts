import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { publishedNameOf, titleOf } from "../data/dataset.ts";
import { gateSchema } from "../diagnostics/gates.ts";
import { coolwarm } from "./colours.ts";
import type { Figure, Panel } from "./figure.ts";
import type { Domain } from "./log_scale.ts";
import { distinct, readRows, round } from "./rows.ts";

const maps = [
  { column: "bias", title: "Transform gate biases", legend: "bias" },
  { column: "meanGate", title: "Mean transform gates", legend: "mean gate" },
  { column: "gate", title: "Transform gates, one image", legend: "gate" },
  { column: "output", title: "Block outputs, one image", legend: "output" },
] as const;

/** The report's colour scales by data set. */
const domains: Readonly<
  Record<"mnist" | "cifar100", Readonly<Record<(typeof maps)[number]["column"], Domain>>>
> = {
  mnist: { bias: [-2.7, -1.8], meanGate: [0, 0.4], gate: [0, 1], output: [-1, 1] },
  cifar100: { bias: [-6, -2.8], meanGate: [0, 0.3], gate: [0, 1], output: [-1, 1] },
};

/** Settings of {@linkcode gateHeatmaps}. */
export interface GateHeatmapsOptions {
  /** The seed to draw, by data set; defaults to the lowest. */
  readonly shown?: Readonly<Record<string, number>>;
}

/**
 * The report's Figure 9: gates and outputs of each unit (Block) of each highway layer (Depth) as
 * heat maps, with one row of four panels per data set, on the report's colour scales. A stand-in
 * has the scales of the original. The legend says how many values lie off the scale; they take its
 * end colours, and none if they are not finite. One seed per data set is drawn and named.
 *
 * @param gates One row per data set, seed, highway layer and unit.
 * @throws {RangeError} If there are no rows, a column is missing, or a data set is unknown.
 */
export function gateHeatmaps(gates: DataFrame, options: GateHeatmapsOptions = {}): Figure {
  checkOptions("gateHeatmaps()", options, { shown: "optional" });
  const { shown = {} } = options;
  const { initialBias: _, ...columns } = gateSchema;
  const rows = readRows(gates, columns);
  const panels = [...Map.groupBy(rows, ({ dataset }) => dataset)].flatMap(([dataset, own]) => {
    const seed = shown[dataset] ?? Math.min(...own.map((row) => row.seed));
    const cells = own.filter((row) => row.seed === seed);
    const net = { name: dataset, title: `${titleOf(dataset)}, seed ${seed}` };
    const layers = distinct(cells.map(({ layer }) => layer));
    const units = distinct(cells.map(({ unit }) => unit));
    const values = cells.map(({ layer, unit, bias, meanGate, gate, output }) => ({
      layer,
      unit,
      bias: finite(bias),
      meanGate: finite(meanGate),
      gate: finite(gate),
      output: finite(output),
    }));
    return maps.map(({ column, title, legend }): Panel => {
      const domain = domains[publishedNameOf(dataset)][column];
      const outside = cells.filter((cell) =>
        !(cell[column] >= domain[0] && cell[column] <= domain[1])
      );
      return {
        name: `${dataset}-${column}`,
        title,
        subtitle: net.title,
        group: net,
        kind: "cells",
        rows: values,
        spec: {
          width: { step: cellSize(units.length) },
          view: { stroke: null },
          height: { step: cellSize(layers.length) },
          mark: { type: "rect" },
          encoding: {
            x: {
              field: "unit",
              type: "ordinal",
              title: "Block",
              axis: { values: tens(units), labelAngle: 0 },
            },
            y: { field: "layer", type: "ordinal", title: "Depth", axis: { values: tens(layers) } },
            color: {
              field: column,
              type: "quantitative",
              scale: { domain: stops(domain), range: [...coolwarm], clamp: true },
              title: outside.length === 0
                ? legend
                : `${legend}; ${outside.length} of ${cells.length} off the scale`,
              legend: {
                orient: "bottom",
                direction: "horizontal",
                gradientLength: 180,
                format: ".2~f", // -2.8 is not -3
                values: [domain[0], round((domain[0] + domain[1]) / 2), domain[1]],
              },
            },
          },
        },
      };
    });
  });
  return {
    name: "figure_09_gates",
    label: "Figure 9",
    title: "Gates and outputs of every block",
    caption: [
      "A row is a highway layer, a column one of its 50 units. Vertical stripes in the block " +
      "outputs are information highways: values that pass through many layers unchanged. " +
      "Colour scales are the report’s, and values beyond them take the end colours. With " +
      "several seeds the net of the median final loss is drawn.",
      "The report’s mean gates are over the whole training set; ours are over a sample.",
    ],
    legend: [],
    panels,
    columns: maps.length,
    ownLegends: true,
  };
}

/** A value of a diverged network leaves its cell empty. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? round(value) : null;
}

/** Whole pixels, so that no seams show between cells. */
function cellSize(cells: number): number {
  return Math.max(4, Math.floor(200 / cells));
}

function tens(values: readonly number[]): number[] {
  const multiples = values.filter((value) => value % 10 === 0);
  return multiples.length > 1 ? multiples : [...values];
}

/** As many evenly spaced values as there are colours. */
function stops([min, max]: Domain): number[] {
  return coolwarm.map((_, i) => round(min + (max - min) * i / (coolwarm.length - 1)));
}
