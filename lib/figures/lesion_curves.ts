import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { publishedNameOf, titleOf } from "../data/dataset.ts";
import { lesionSchema } from "../diagnostics/lesions.ts";
import { linear, logarithmic, placed } from "./channels.ts";
import { colour } from "./colours.ts";
import { curves, marksIn } from "./curves.ts";
import type { Figure, Panel } from "./figure.ts";
import { decadesAround, type Domain, logScale, place } from "./log_scale.ts";
import { distinct, readRows, round } from "./rows.ts";
import type { Encoding, Layer } from "./theme.ts";

/** A point of the report's curves: loss (nats) with one layer lesioned. */
export interface PublishedLesion {
  readonly dataset: "mnist" | "cifar100";
  readonly layer: number;
  readonly loss: number;
}

/** Settings of {@linkcode lesionCurves}. */
export interface LesionCurvesOptions {
  /** Points of the report's curves, drawn hollow, for stand-ins too; defaults to none. */
  readonly published?: readonly PublishedLesion[];
  /** The seed drawn as a line, by data set; defaults to the lowest. */
  readonly shown?: Readonly<Record<string, number>>;
  /** Kind of nets, which decides the texts; defaults to "dense", the nets of Figure 10. */
  readonly networks?: keyof typeof texts;
}

/** Texts by kind of nets. */
const texts = {
  dense: {
    name: "figure_10_lesions",
    label: "Figure 10",
    title: "Loss after lesioning one highway layer",
    caption: [
      "Layer 2 is the first highway layer, which the report’s axis calls 1. Its net has 50 " +
      "highway layers where its text has 49, and ours follows the text. With several seeds the " +
      "line is the net of the median final loss, and the band the range of losses.",
    ],
  },
  convolutional: {
    name: "convolutional_lesions",
    label: "Convolutional lesions",
    title: "Loss after lesioning one highway layer",
    caption: ["A lesioned layer passes its input on, as in Figure 10."],
  },
  own: {
    name: "own_lesions",
    label: "Your own nets",
    title: "loss after lesioning one highway layer",
    caption: ["A lesioned layer passes its input on, as in Figure 10."],
  },
} as const;

/**
 * The report's Figure 10: loss after lesioning one highway layer, against the layer, with one panel
 * per data set and the intact loss dashed. One seed is drawn as a line; of several seeds a band
 * shows the smallest and the largest loss.
 *
 * @param lesions One row per data set, seed and lesioned layer.
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function lesionCurves(lesions: DataFrame, options: LesionCurvesOptions = {}): Figure {
  checkOptions("lesionCurves()", options, {
    published: "optional",
    networks: "optional",
    shown: "optional",
  });
  const { published = [], shown = {}, networks = "dense" } = options;
  const { accuracy: _, ...columns } = lesionSchema;
  const rows = readRows(lesions, columns);
  const lastLayer = Math.max(...rows.map(({ layer }) => layer));
  const nets = [...Map.groupBy(rows, ({ dataset }) => dataset)].map(([dataset, own]) => {
    const real = publishedNameOf(dataset);
    const points = published.filter((point) => point.dataset === real && point.layer <= lastLayer);
    const seeds = distinct(own.map(({ seed }) => seed));
    const seed = shown[dataset] ?? seeds[0];
    const line = own.filter((row) => row.seed === seed);
    const [{ unlesionedLoss: whole }] = line;
    const domain = decadesAround([
      ...own.map(({ loss }) => loss),
      ...points.map(({ loss }) => loss),
      whole,
    ]);
    const values = line.map(({ seed, layer, loss }) => (
      { seed, layer, ...placed("loss", loss, domain) }
    ));
    const band = seeds.length > 1 ? bandOf(own, domain) : [];
    const reported = points.map(({ layer, loss }) => ({ layer, loss, mark: "report" as const }));
    return { dataset, domain, seeds, seed, band, whole, data: [...values, ...reported] };
  });
  const marks = marksIn(nets.flatMap(({ data }) => data));

  const panels = nets.map(({ dataset, domain, seeds, seed, band, whole, data }): Panel => {
    const encoding: Encoding = {
      x: linear("layer", "Lesioned Highway layer", [0, lastLayer + 1]),
      y: logarithmic("loss", "Mean Cross Entropy Error", domain),
      color: { value: colour("orange") },
    };
    return {
      name: dataset,
      title: titleOf(dataset),
      subtitle: (seeds.length > 1 ? `line: seed ${seed}; band: seeds ${seeds.join(", ")}; ` : "") +
        `dashed: not lesioned, ${format(whole)}`,
      kind: "curves",
      rows: data,
      spec: {
        width: 400,
        height: 260,
        layer: [
          ...band.length > 0 ? [bandLayer(band, domain)] : [],
          wholeNetwork(whole, domain),
          curves(marks, encoding, { lines: { color: { value: colour("navy") } }, dotSize: 22 }),
        ],
      },
    };
  });
  return {
    ...texts[networks],
    legend: [
      { label: "one layer lesioned", symbol: "line", colour: "navy" },
      { label: "not lesioned", symbol: "dashed", colour: "grey" },
    ],
    panels,
    columns: 2,
  };
}

/** The smallest and the largest loss of each lesion. */
function bandOf(
  rows: readonly { readonly layer: number; readonly loss: number }[],
  domain: Domain,
): { layer: number; low: number; high: number }[] {
  return [...Map.groupBy(rows, ({ layer }) => layer)].map(([layer, rows]) => {
    const losses = rows.map(({ loss }) => place(loss, domain).value);
    return { layer, low: round(Math.min(...losses)), high: round(Math.max(...losses)) };
  });
}

function bandLayer(values: ReturnType<typeof bandOf>, domain: Domain): Layer {
  const { scale, axis } = logScale(domain);
  return {
    data: { values },
    mark: { type: "area", color: colour("navy"), opacity: 0.2 },
    encoding: {
      x: { field: "layer", type: "quantitative" },
      y: { field: "low", type: "quantitative", scale, axis },
      y2: { field: "high" },
    },
  };
}

/** A dashed rule at the loss without a lesion. */
function wholeNetwork(loss: number, domain: Domain): Layer {
  const { scale, axis } = logScale(domain);
  return {
    data: { values: [{ loss: round(place(loss, domain).value) }] },
    mark: { type: "rule", strokeDash: [5, 4], color: colour("grey") },
    encoding: { y: { field: "loss", type: "quantitative", scale, axis } },
  };
}

function format(loss: number): string {
  if (!Number.isFinite(loss)) return "not finite";
  return loss === 0 || loss >= 0.001 ? String(Number(loss.toPrecision(2))) : loss.toExponential(1);
}
