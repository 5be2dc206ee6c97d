/// <reference lib="dom" />
import type { FlowData } from "../model.ts";
import { drawBars } from "./bars.ts";
import { find } from "./dom.ts";
import { rampColour } from "./ramps.ts";
import { data } from "./rows.ts";

/** Pixels of a cell of the map; it is made smaller, not larger, by its place on the page. */
const CELL = 7;
/** Milliseconds that a layer is shown for when all are played. */
const FRAME = 110;

/** Makes the choice of image and layer show what the net makes of that image. */
export function startFlowExplorer(): void {
  if (data.flows.length === 0) return;
  const explorer = find("#flow-explorer");
  const net = find<HTMLSelectElement>("#flow-data", explorer);
  const slider = find<HTMLInputElement>("#flow-layer", explorer);
  const images = find(".images", explorer);
  const play = find<HTMLButtonElement>(".play", explorer);
  let chosen = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const showLayer = () => {
    const flow = data.flows[Number(net.value)];
    const layer = Number(slider.value);
    find("output", explorer).textContent = slider.value;
    const { outputs, guesses, label } = flow.samples[chosen];
    drawMap(find(".map", explorer), flow, outputs, layer);
    drawBars(find(".bars", explorer), outputs[layer - 1].map((value) => value / 127 * flow.limit), {
      domain: [-flow.limit, flow.limit],
      label: `${flow.width} outputs of layer ${layer}`,
    });
    const isRight = guesses.map(({ guess }) => guess === label);
    drawBars(find(".guesses", explorer), guesses.map(({ truth }) => truth), {
      domain: [0, 100],
      label: "Probability of the true class by layer, in percent; right after " +
        `${isRight.filter(Boolean).length} of ${flow.depth} layers`,
      classOf: (l) => (isRight[l] ? "" : "wrong") + (l + 1 === layer ? " here" : ""),
    });
    const { guess, probability, truth } = guesses[layer - 1];
    find(".readout", explorer).textContent =
      `After layer ${layer} the softmax layer would say ${flow.classes[guess]}` +
      (guess === label
        ? `, which is right (${probability} %).`
        : ` (${probability} %), and give the true class, ${flow.classes[label]}, ${truth} %.`);
  };
  const showNet = () => {
    const flow = data.flows[Number(net.value)];
    slider.max = String(flow.depth);
    const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
    find(".net", explorer).textContent =
      `This net classifies ${percent(flow.trainingAccuracy)} of its training images correctly, ` +
      `and ${percent(flow.testAccuracy)} of the test images.`;
    chosen = 0;
    images.replaceChildren(...flow.samples.map((_, index) => imageButton(flow, index)));
    choose(0);
  };
  const choose = (index: number, focus = false) => {
    chosen = index;
    [...images.children].forEach((button, i) => {
      button.setAttribute("aria-checked", String(i === index));
      (button as HTMLElement).tabIndex = i === index ? 0 : -1;
      if (focus && i === index) (button as HTMLElement).focus();
    });
    showLayer();
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
  };

  images.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("button");
    if (button) choose([...images.children].indexOf(button));
  });
  images.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { length } = images.children;
    choose((chosen + step + length) % length, true);
  });
  play.addEventListener("click", () => {
    if (timer !== undefined) return stop();
    if (slider.value === slider.max) slider.value = "1";
    play.textContent = "Pause";
    timer = setInterval(() => {
      slider.value = String(Number(slider.value) + 1);
      showLayer();
      if (slider.value === slider.max) stop();
    }, FRAME);
  });
  slider.addEventListener("input", () => {
    stop();
    showLayer();
  });
  net.addEventListener("input", showNet);
  showNet();
}

/** A radio button that shows the image. */
function imageButton({ samples, shape, classes }: FlowData, index: number): HTMLElement {
  const { label, pixels } = samples[index];
  const [height, width, channels] = shape;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const picture = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [red, green = red, blue = red] = pixels.slice(pixel * channels, (pixel + 1) * channels);
    picture.data.set([red, green, blue, 255], 4 * pixel);
  }
  canvas.getContext("2d")!.putImageData(picture, 0, 0);
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("role", "radio");
  button.setAttribute("aria-label", `Image ${index + 1}: ${classes[label]}`);
  button.append(canvas);
  return button;
}

/** A row a layer, a column a unit; layers not yet reached are pale, a line is at the layer. */
function drawMap(
  canvas: HTMLCanvasElement,
  { width, depth }: FlowData,
  outputs: readonly (readonly number[])[],
  layer: number,
): void {
  canvas.width = width * CELL;
  canvas.height = depth * CELL;
  const context = canvas.getContext("2d")!;
  for (let l = 0; l < depth; l++) {
    context.globalAlpha = l < layer ? 1 : 0.15;
    for (let unit = 0; unit < width; unit++) {
      const place = (outputs[l][unit] / 127 + 1) / 2;
      context.fillStyle = `rgb(${rampColour("coolwarm", place).join()})`;
      context.fillRect(unit * CELL, l * CELL, CELL, CELL);
    }
  }
  context.globalAlpha = 1;
  context.strokeStyle = getComputedStyle(canvas).color;
  context.lineWidth = 2;
  context.strokeRect(1, (layer - 1) * CELL, width * CELL - 2, CELL);
}
