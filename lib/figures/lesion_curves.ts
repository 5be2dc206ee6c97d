import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { curves, marksIn, report } from "./curves.ts";
import { decadesAround, type Domain, logScale, place } from "./log_scale.ts";
import { distinct, readRows, round } from "./rows.ts";
import { publishedOf } from "../data/dataset.ts";
import type { NamedDataset } from "./subtitle.ts";
import {
  type Encoding,
  figure,
  type FigureSpec,
  grey,
  type Layer,
  navy,
  orange,
  type Panel,
  panelTitle,
} from "./theme.ts";

/** A loss (nats) the report shows for its network without one layer. */
export interface PublishedLesion {
  readonly dataset: "mnist" | "cifar100";
  readonly layer: number;
  readonly loss: number;
}

export interface LesionCurvesOptions {
  readonly subtitle: string | readonly string[];
  /** The data sets that titles in the frame name. */
  readonly datasets: readonly NamedDataset[];
  /** Points of the report's curves, drawn hollow; a stand-in has those of the real set. */
  readonly published: readonly PublishedLesion[];
  /** Seed of the net that is the line of each data set, by its title; defaults to the lowest. */
  readonly shown?: Readonly<Record<string, number>>;
  /** Defaults to the report's Figure 10. */
  readonly title?: string;
}

/**
 * Loss after lesioning one highway layer, against the layer: the report's Figure 10, a panel for
 * each data set, the loss of the whole network dashed. Of several seeds one is a line, and a band has
 * the smallest and the largest loss of any.
 *
 * @param lesions A row per data set, seed and lesioned layer.
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function lesionCurves(
  lesions: DataFrame,
  options: LesionCurvesOptions,
): FigureSpec {
  checkOptions("lesionCurves()", options, {
    subtitle: "required",
    datasets: "required",
    published: "required",
    title: "optional",
    shown: "optional",
  });
  const {
    subtitle,
    datasets,
    published,
    shown = {},
    title = "Figure 10: loss after lesioning one highway layer",
  } = options;
  const rows = readRows(lesions, {
    dataset: "string",
    seed: "number",
    layer: "number",
    loss: "number",
    unlesionedLoss: "number",
  });
  const lastLayer = Math.max(...rows.map(({ layer }) => layer));
  const panels = distinct(rows.map(({ dataset }) => dataset)).map((title) => {
    const own = rows.filter(({ dataset }) => dataset === title);
    const dataset = datasets.find((dataset) => dataset.title === title);
    const real = dataset && publishedOf(dataset);
    const points = published.filter((point) => point.dataset === real && point.layer <= lastLayer);
    const seeds = distinct(own.map(({ seed }) => seed));
    const seed = shown[title] ?? seeds[0];
    const line = own.filter((row) => row.seed === seed);
    const [{ unlesionedLoss: whole }] = line;
    const domain = decadesAround([
      ...own.map(({ loss }) => loss),
      ...points.map(({ loss }) => loss),
      whole,
    ]);
    const values = line.map(({ seed, layer, loss }) => {
      const { value, mark } = place(loss, domain);
      return { seed, layer, loss: round(value), ...(mark && { mark }) };
    });
    const band = seeds.length > 1 ? bandOf(own, domain) : [];
    const reported = points.map(({ layer, loss }) => ({ layer, loss, mark: report }));
    return { title, domain, seeds, seed, band, whole, data: [...values, ...reported] };
  });
  const marks = marksIn(panels.flatMap(({ data }) => data));

  const hconcat = panels.map(({ title: name, domain, seeds, seed, band, whole, data }): Panel => {
    const { scale, axis } = logScale(domain);
    const encoding: Encoding = {
      x: {
        field: "layer",
        type: "quantitative",
        title: "Lesioned Highway layer",
        scale: { domain: [0, lastLayer + 1], nice: false },
      },
      y: { field: "loss", type: "quantitative", title: "Mean Cross Entropy Error", scale, axis },
      color: { value: orange },
    };
    return {
      title: {
        ...panelTitle(name),
        subtitle:
          (seeds.length > 1 ? `line: seed ${seed}; band: seeds ${seeds.join(", ")}; ` : "") +
          `dashed: not lesioned, ${format(whole)}`,
      },
      width: 400,
      height: 260,
      data: { values: data },
      layer: [
        ...band.length > 0 ? [bandLayer(band, domain)] : [],
        wholeNetwork(whole, domain),
        curves(marks, encoding, {
          lines: { color: { value: navy } },
          dotSize: 22,
        }),
      ],
    };
  });
  return figure(title, subtitle, { hconcat });
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
    mark: { type: "area", color: navy, opacity: 0.2 },
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
    mark: { type: "rule", strokeDash: [5, 4], color: grey },
    encoding: { y: { field: "loss", type: "quantitative", scale, axis } },
  };
}

function format(loss: number): string {
  if (!Number.isFinite(loss)) return "not finite";
  return loss === 0 || loss >= 0.001 ? String(Number(loss.toPrecision(2))) : loss.toExponential(1);
}
