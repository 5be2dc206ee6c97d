/// <reference lib="dom" />
import { parse, type Spec, View } from "vega";
import { onThemeChange, themeColours } from "./theme.ts";
import type { Row } from "./rows.ts";
import { showTooltip } from "./tooltip.ts";

/** What a chart is drawn from. */
export interface ChartOptions {
  /** A Vega specification that draws the data set "rows". */
  readonly spec: object;
  /** New rows at each call. */
  readonly rows: () => Row[];
  /** Changes the specification before it is drawn. */
  readonly adapt?: (spec: Spec) => void;
  /** A picture for the many cells of heat maps, else lines that print well. */
  readonly renderer: "canvas" | "svg";
}

/** A Vega view in its place on the page, in the page's colours. */
export class Chart {
  readonly #place: HTMLElement;
  readonly #options: ChartOptions;
  readonly #listeners: ((view: View) => void)[] = [];
  #view?: View;

  constructor(place: HTMLElement, options: ChartOptions) {
    this.#place = place;
    this.#options = options;
    onThemeChange(() => {
      if (this.#view) paint(this.#view);
    });
  }

  get place(): HTMLElement {
    return this.#place;
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

  /** Draws the chart, with the rows of now. */
  draw(): void {
    const { spec: source, rows, adapt, renderer } = this.#options;
    const spec = structuredClone(source) as Spec;
    adapt?.(spec);
    const values = spec.data!.find(({ name }) => name === "rows") as { values?: Row[] };
    values.values = rows();
    this.#view?.finalize();
    const container = document.createElement("div");
    container.ariaHidden = "true"; // the place has the words, and Vega would write over them
    this.#place.replaceChildren(container);
    const view = new View(parse(spec), { container, renderer, hover: true });
    view.tooltip((_handler: unknown, event: MouseEvent, _item: unknown, value: Row | null) =>
      showTooltip(event, value)
    );
    this.#view = view;
    for (const listener of this.#listeners) listener(view);
    paint(view);
    this.#place.dataset.drawn = "";
  }

  /** Shows other rows with the same axes. */
  update(): void {
    this.#view?.data("rows", this.#options.rows()).run();
  }
}

/** Gives a view the page's colours, which are signals of it, and draws it. */
function paint(view: View): void {
  for (const [name, colour] of Object.entries(themeColours())) view.signal(name, colour);
  view.run();
}
