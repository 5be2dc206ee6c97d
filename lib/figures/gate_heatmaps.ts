import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import type { Domain } from "./log_scale.ts";
import { distinct, readRows, round } from "./rows.ts";
import { type PublishedName, publishedOf } from "../data/dataset.ts";
import type { NamedDataset } from "./subtitle.ts";
import { coolwarm, figure, type FigureSpec, type Panel, panelTitle } from "./theme.ts";

const maps = [
  { column: "bias", title: "Transform Gate Biases", legend: "bias" },
  { column: "meanGate", title: "Mean Transform Gate Outputs", legend: "mean gate" },
  { column: "gate", title: "Transform Gate Outputs", legend: "gate" },
  { column: "output", title: "Block Outputs", legend: "output" },
] as const;

/** The report's colour scales, by the data set in whose row they stand. */
const domains: Readonly<
  Record<"mnist" | "cifar100", Readonly<Record<(typeof maps)[number]["column"], Domain>>>
> = {
  mnist: { bias: [-2.7, -1.8], meanGate: [0, 0.4], gate: [0, 1], output: [-1, 1] },
  cifar100: { bias: [-6, -2.8], meanGate: [0, 0.3], gate: [0, 1], output: [-1, 1] },
};

export interface GateHeatmapsOptions {
  readonly subtitle: string | readonly string[];
  /** The data sets that titles in the frame name, in the order of the rows of panels. */
  readonly datasets: readonly NamedDataset[];
  /** Seed of the net that is drawn of each data set, by its title; defaults to the lowest. */
  readonly shown?: Readonly<Record<string, number>>;
}

/**
 * Gates and outputs of each unit (Block) of each highway layer (Depth) as heat maps: the report's
 * Figure 9, a row of four panels for each data set, on the report's colour scales. A stand-in has
 * the scales of what it stands in for; the legend says how many values lie outside and are drawn
 * in the scale's end colours (not at all if they are not finite). Of several seeds one is drawn; the
 * row says which.
 *
 * @param gates A row per data set, seed, highway layer and unit.
 * @throws {RangeError} If there are no rows, a column is missing, or the frame has a data set that
 * `datasets` does not name.
 */
export function gateHeatmaps(
  gates: DataFrame,
  options: GateHeatmapsOptions,
): FigureSpec {
  checkOptions("gateHeatmaps()", options, {
    subtitle: "required",
    datasets: "required",
    shown: "optional",
  });
  const { subtitle, datasets, shown = {} } = options;
  const rows = readRows(gates, {
    dataset: "string",
    seed: "number",
    layer: "number",
    unit: "number",
    bias: "number",
    meanGate: "number",
    gate: "number",
    output: "number",
  });
  const unnamed = rows.find(({ dataset }) => datasets.every(({ title }) => title !== dataset));
  if (unnamed) {
    throw new RangeError(
      `Cannot choose colour scales for data set "${unnamed.dataset}": it must be one of ` +
        `"${datasets.map(({ title }) => title).join('", "')}"`,
    );
  }
  const drawn = datasets
    .map((dataset) => ({ dataset, own: rows.filter((row) => row.dataset === dataset.title) }))
    .filter(({ own }) => own.length > 0)
    .map(({ dataset, own }) => {
      const seed = shown[dataset.title] ?? Math.min(...own.map((row) => row.seed));
      return { dataset, seed, cells: own.filter((row) => row.seed === seed) };
    });

  const panels = drawn.flatMap(({ dataset, seed, cells }, i) => {
    const real = domains[realName(dataset)];
    const layers = distinct(cells.map(({ layer }) => layer));
    const units = distinct(cells.map(({ unit }) => unit));
    return maps.map(({ column, title, legend }, j): Panel => {
      const domain = real[column];
      const outside = cells.filter((cell) =>
        !(cell[column] >= domain[0] && cell[column] <= domain[1])
      );
      return {
        ...(i === 0 && { title: panelTitle(title) }),
        width: { step: cellSize(units.length) },
        view: { stroke: null },
        height: { step: cellSize(layers.length) },
        transform: [{ filter: { field: "dataset", equal: dataset.title } }],
        mark: { type: "rect" },
        encoding: {
          x: {
            field: "unit",
            type: "ordinal",
            title: "Block",
            axis: { values: tens(units), labelAngle: 0 },
          },
          y: {
            field: "layer",
            type: "ordinal",
            title: j === 0 ? [`${dataset.title}, seed ${seed}`, "Depth"] : "Depth",
            axis: { values: tens(layers) },
          },
          color: {
            field: column,
            type: "quantitative",
            scale: { domain: stops(domain), range: [...coolwarm], clamp: true },
            title: outside.length === 0
              ? legend
              : [legend, `${outside.length} of ${cells.length}`, "off the scale"],
            legend: { gradientLength: 144, tickCount: 5 },
          },
        },
      };
    });
  });
  return figure("Figure 9: transform gates and block outputs", subtitle, {
    data: {
      values: drawn.flatMap(({ cells }) =>
        cells.map(({ dataset, layer, unit, bias, meanGate, gate, output }) => ({
          dataset,
          layer,
          unit,
          bias: finite(bias),
          meanGate: finite(meanGate),
          gate: finite(gate),
          output: finite(output),
        }))
      ),
    },
    concat: panels,
    columns: maps.length,
    resolve: { scale: { color: "independent" as const } },
  });
}

function realName(dataset: NamedDataset): PublishedName {
  const published = publishedOf(dataset);
  if (published) return published;
  throw new RangeError(
    `Cannot choose colour scales for data set "${dataset.name}": the report has none for it, and it does ` +
      "not say what it stands in for",
  );
}

/** What is not finite (of a diverged network) leaves its cell empty. */
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
