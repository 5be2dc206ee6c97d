/// <reference lib="dom" />
import { Markup, markup } from "../../report/markup.ts";
import type { Chart } from "./chart.ts";
import { all } from "./dom.ts";
import { data } from "./rows.ts";

/** Makes each figure's buttons save it: its data as CSV, or a picture of it. */
export function startSaving(charts: ReadonlyMap<string, Chart>): void {
  for (const button of all<HTMLButtonElement>("button[data-save]")) {
    const figure = button.closest<HTMLElement>(".figure")!;
    const own = [...charts.values()].filter(({ place }) => figure.contains(place));
    button.addEventListener("click", async () => {
      const kind = button.dataset.save!;
      const blob = kind === "csv"
        ? new Blob([csvOf(own)])
        : await (kind === "svg" ? svgOf : pngOf)(figure, own);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${figure.id}.${kind}`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }
}

/** Rows of all panels; the first column has the panel, or the first of those that share rows. */
function csvOf(charts: readonly Chart[]): string {
  const panels = charts.map(({ place }) => data.panels.find(({ id }) => id === place.id)!);
  const rows = [...new Set(panels.map(({ table }) => table))].flatMap((panel) =>
    data.tables[panel].map((row): Readonly<Record<string, unknown>> => ({ panel, ...row }))
  );
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => fields.map((field) => csvCell(row[field])).join());
  return [fields.join(), ...lines, ""].join("\r\n");
}

function csvCell(value: unknown): string {
  const text = String(value ?? "");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Titles, legend and panels of a figure where they stand on the page, in its colours. */
async function svgOf(figure: HTMLElement, charts: readonly Chart[]): Promise<Blob> {
  const { left, top, width } = figure.getBoundingClientRect();
  const placeOf = (element: Element) => {
    const box = element.getBoundingClientRect();
    return { x: box.left - left, y: box.top - top, bottom: box.bottom - top };
  };
  const panels = await Promise.all(charts.map(async (chart) => {
    if (!chart.view) chart.draw();
    const { x, y } = placeOf(chart.place);
    return new Markup((await chart.view!.toSVG()).replace("<svg", `<svg x="${x}" y="${y}"`));
  }));
  const symbols = all<SVGElement>(".legend .symbol", figure).map((symbol) => {
    const { x, y } = placeOf(symbol);
    const copy = symbol.cloneNode(true) as SVGElement;
    const stroke = getComputedStyle(symbol).stroke;
    Object.entries({ x, y, stroke, fill: "none", "stroke-width": 2 })
      .forEach(([name, value]) => copy.setAttribute(name, String(value)));
    return new Markup(new XMLSerializer().serializeToString(copy));
  });
  const texts = all("h3, h4, .label, .legend li", figure).map((element) => {
    const { x, y } = placeOf(element);
    const { fontSize, fontWeight } = getComputedStyle(element);
    const indent = element.matches("li") ? 30 : 0; // after its symbol
    return markup`<text x="${x + indent}" y="${y + 1.2 * parseFloat(fontSize)}"
font-size="${fontSize}" font-weight="${fontWeight}">${element.textContent!}</text>`;
  });
  const height = Math.max(...all(".panels", figure).map((panels) => placeOf(panels).bottom)) + 8;
  const { color, fontFamily, backgroundColor } = getComputedStyle(document.body);
  return new Blob([
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"
font-family="${fontFamily}" fill="${color}">
<rect width="100%" height="100%" fill="${backgroundColor}" />${[...texts, ...symbols, ...panels]}
</svg>`.text,
  ], { type: "image/svg+xml" });
}

/** The same at twice the size. */
async function pngOf(figure: HTMLElement, charts: readonly Chart[]): Promise<Blob> {
  const svg = await svgOf(figure, charts);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(await svg.text())}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob!)));
}
