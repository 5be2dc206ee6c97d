/// <reference lib="dom" />
import type { View } from "vega";
import type { Chart } from "./chart.ts";
import { all } from "./dom.ts";

type Domain = [number, number];

/** The part of a Vega scale that is used here. */
interface Scale {
  readonly type: string;
  domain(): number[];
  range(): number[];
  invert(pixel: number): number;
}

/** The zoom of one panel: never beyond its whole axes, so that there is always something to see. */
export class Zoom {
  readonly #chart: Chart;
  /** Names of the signals that hold what is shown of an axis, as Vega-Lite makes them. */
  readonly #signals: Readonly<Record<"x" | "y", string>>;

  /** @param fields What the axes show. */
  constructor(chart: Chart, fields: Readonly<Record<"x" | "y", string>>) {
    this.#chart = chart;
    this.#signals = { x: `zoom_${fields.x}`, y: `zoom_${fields.y}` };
    chart.onView((view) => this.#keepWithin(view));
    this.#followFinger();
  }

  /** Both axes, "in" and "out" about their middles; "reset" shows the whole of them again. */
  change(how: "in" | "out" | "reset"): void {
    for (const axis of ["x", "y"] as const) {
      if (how === "in") this.#show(axis, 0.15, 0.85);
      else if (how === "out") this.#show(axis, -0.2, 1.2);
      else this.#chart.view?.signal(this.#signals[axis], null);
    }
    this.#chart.view?.run();
  }

  /** Moves what is zoomed, right and up, by parts of what is shown. */
  move(right: number, up: number): void {
    this.#show("x", right, 1 + right);
    this.#show("y", up, 1 + up);
    this.#chart.view?.run();
  }

  /** Shows of an axis what is between two places of it, which are 0 and 1 at its ends now. */
  #show(axis: "x" | "y", from: number, to: number): void {
    const { view } = this.#chart;
    if (!view) return;
    const scale: Scale = view.scale(axis);
    const [start, end] = scale.range();
    const domain = [from, to].map((place) => scale.invert(start + place * (end - start)));
    view.signal(this.#signals[axis], domain);
  }

  /** A finger moves what is zoomed sideways; up and down it scrolls the page. */
  #followFinger(): void {
    const { place } = this.#chart;
    let from = 0;
    place.addEventListener("pointerdown", ({ clientX }) => from = clientX);
    place.addEventListener("pointermove", ({ pointerType, isPrimary, clientX }) => {
      if (pointerType !== "touch" || !isPrimary || !("zoomed" in place.dataset)) return;
      this.move((from - clientX) / place.clientWidth, 0);
      from = clientX;
    });
  }

  #keepWithin(view: View): void {
    const { place } = this.#chart;
    view.run(); // there are no scales before
    for (const axis of ["x", "y"] as const) {
      const scale: Scale = view.scale(axis);
      const whole = scale.domain() as Domain;
      const isLog = scale.type === "log";
      view.addSignalListener(this.#signals[axis], (name, domain: Domain | null) => {
        const kept = domain && within(domain, whole, isLog);
        if (domain && (!kept || kept.some((end, index) => end !== domain[index]))) {
          view.runAfter(() => view.signal(name, kept).run());
        }
        const isZoomed = Object.values(this.#signals).some((signal) => view.signal(signal));
        place.toggleAttribute("data-zoomed", isZoomed);
      });
    }
  }
}

/** A part of an axis, moved to lie within the whole; null if that is all of it. */
function within(domain: Domain, whole: Domain, isLog: boolean): Domain | null {
  const [to, from] = isLog ? [Math.log, Math.exp] : [Number, Number];
  const [low, high] = domain.map((end) => to(end));
  const [min, max] = whole.map((end) => to(end));
  const tolerance = 1e-9 * (max - min);
  if (high - low >= max - min - tolerance) return null;
  if (low < min - tolerance) return [whole[0], from(min + high - low)];
  if (high > max + tolerance) return [from(max - high + low), whole[1]];
  return domain;
}

/** Makes a figure's buttons zoom all its panels, and arrow keys on them move what is zoomed. */
export function startZoom(figure: HTMLElement, panels: readonly Zoom[]): void {
  for (const button of all<HTMLButtonElement>("[data-zoom]", figure)) {
    button.addEventListener("click", () => {
      for (const panel of panels) panel.change(button.dataset.zoom as "in" | "out" | "reset");
    });
    button.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      if (!step || !figure.querySelector("[data-zoomed]")) return;
      event.preventDefault(); // the page does not scroll
      for (const panel of panels) panel.move(...step);
    });
  }
}

/** Parts of the axes that a key moves by. */
const steps: Readonly<Record<string, readonly [right: number, up: number]>> = {
  ArrowRight: [0.2, 0],
  ArrowLeft: [-0.2, 0],
  ArrowUp: [0, 0.2],
  ArrowDown: [0, -0.2],
};
