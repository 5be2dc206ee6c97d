/// <reference lib="dom" />
import { parse, type Spec, View } from "vega";
import { onThemeChange, themeColours } from "./theme.ts";
import type { Row } from "./rows.ts";
import { showTooltip } from "./tooltip.ts";

/** How a chart is drawn. */
export interface ChartOptions {
  /** A Vega specification that draws the data set "rows". */
  readonly spec: object;
  /** New rows at each call. */
  readonly rows: () => Row[];
  /** Changes the specification before it is drawn. */
  readonly adapt?: (spec: Spec) => void;
  /** Canvas for the many cells of heat maps, else SVG, which prints well. */
  readonly renderer: "canvas" | "svg";
}

const waiting = new Map<Element, Chart>();

/** Draws charts that come within a screen of the view, each in a task of its own. */
const nearView = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) setTimeout(() => waiting.get(target)?.draw());
  }
}, { rootMargin: "100% 0px" });

function drawAll(): void {
  for (const chart of waiting.values()) chart.draw();
}
addEventListener("beforeprint", drawAll);
onThemeChange(() => {
  if (matchMedia("print").matches) drawAll();
});

/** A Vega view in the page's colours, drawn once its place comes near the view, or for printing. */
export class Chart {
  readonly #options: ChartOptions;
  readonly #listeners: ((view: View) => void)[] = [];
  #view?: View;

  constructor(readonly place: HTMLElement, options: ChartOptions) {
    this.#options = options;
    waiting.set(place, this);
    nearView.observe(place);
    onThemeChange(() => {
      if (this.#view) paint(this.#view);
    });
  }

  /** The view, once it is drawn. */
  get view(): View | undefined {
    return this.#view;
  }

  /** Calls the function with each view that this chart is drawn as. */
  onView(listener: (view: View) => void): void {
    this.#listeners.push(listener);
    if (this.#view) listener(this.#view);
  }

  /** Draws the chart with its current rows. */
  draw(): void {
    const { spec: source, rows, adapt, renderer } = this.#options;
    waiting.delete(this.place);
    nearView.unobserve(this.place);
    const spec = structuredClone(source) as Spec;
    adapt?.(spec);
    const values = spec.data!.find(({ name }) => name === "rows") as { values?: Row[] };
    values.values = rows();
    this.#view?.finalize();
    const container = document.createElement("div");
    container.ariaHidden = "true"; // the place has the words, and Vega would write over them
    this.place.replaceChildren(container);
    const view = new View(parse(spec), { container, renderer, hover: true });
    view.tooltip((_handler: unknown, event: MouseEvent, _item: unknown, value: Row | null) =>
      showTooltip(event, value)
    );
    view.addEventListener("click", (event, item) => { // Vega shows none for a tap
      const datum = datumOf(item);
      if (datum && renderer === "svg") showTooltip(event as MouseEvent, datum);
    });
    this.#view = view;
    for (const listener of this.#listeners) listener(view);
    paint(view);
    this.place.dataset.drawn = "";
  }

  /** Draws the chart again, if it is drawn: for another specification. */
  redraw(): void {
    if (this.#view) this.draw();
  }

  /** Shows other rows with the same axes. */
  update(): void {
    this.#view?.data("rows", this.#options.rows()).run();
  }
}

/** The row that a mark shows; the area around a point has the point as its datum. */
export function datumOf(item: { readonly datum?: unknown } | null | undefined): Row | undefined {
  const datum = item?.datum as Row | undefined;
  return (datum?.datum ?? datum) as Row | undefined;
}

/** Gives a view the page's colours, which are signals of it, and draws it. */
function paint(view: View): void {
  for (const [name, colour] of Object.entries(themeColours())) view.signal(name, colour);
  view.run();
}
