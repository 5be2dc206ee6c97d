import { above, below, type Placed } from "./log_scale.ts";
import { bottomLegend, type Encoding, type Layer } from "./theme.ts";

/** Legend entry of the report's own numbers. */
export const report = "report" as const;

/** Why a row is drawn as a point too; with "report" it is drawn only as a point. */
export type Mark = typeof report | NonNullable<Placed["mark"]>;

const shapes = { [report]: "circle", [below]: "triangle-down", [above]: "triangle-up" } as const;

/** The marks there are in a figure's data, in the order of the legend. */
export function marksIn(rows: readonly { readonly mark?: Mark }[]): Mark[] {
  return ([report, below, above] as const).filter((mark) => rows.some((row) => row.mark === mark));
}

/**
 * A line for each seed (and colour) and over it hollow points where rows have a \`mark\`.
 *
 * @param marks The marks that the legend names: those of all panels, as they share it.
 * @param encoding Channels of lines and points; `lines` has those of the lines alone. With a
 * `dotSize` lines have a dot at each row.
 */
export function curves(
  marks: readonly Mark[],
  encoding: Encoding,
  { lines = {}, dotSize }: { lines?: Encoding; dotSize?: number } = {},
): { encoding: Encoding; layer: Layer[] } {
  const line: Layer = {
    ...(marks.includes(report) && { transform: [{ filter: `datum.mark !== "${report}"` }] }),
    mark: { type: "line", ...(dotSize && { point: { size: dotSize } }) },
    encoding: { detail: { field: "seed", type: "nominal" }, ...lines },
  };
  const points: Layer = {
    transform: [{ filter: "isValid(datum.mark)" }],
    mark: { type: "point", filled: false, size: 34, strokeWidth: 1.2, opacity: 1 },
    encoding: {
      shape: {
        field: "mark",
        type: "nominal",
        scale: { domain: [...marks], range: marks.map((mark) => shapes[mark]) },
        legend: bottomLegend,
        title: "Points",
      },
    },
  };
  return { encoding, layer: marks.length > 0 ? [line, points] : [line] };
}
