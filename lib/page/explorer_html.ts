import { type Markup, markup } from "../report/markup.ts";
import type { DepthStudyData, FlowData, LesionData, PageData } from "./model.ts";

/** The explorer that stands below a section’s figures, if there is something to explore. */
export function explorerHtml(
  section: string,
  { depthStudy, lesions, flows }: PageData,
): Markup | undefined {
  if (section === "activations" && depthStudy) return depthHtml(depthStudy);
  if (section === "gates" && flows.length > 0) return flowHtml(flows);
  if (section === "lesions" && lesions.length > 0) return lesionHtml(lesions);
}

const measures = [
  ["mean", "Mean activation"],
  ["variance", "Variance of activations"],
  ["gradient", "Norm of the gradient"],
] as const;

function depthHtml({ depths, provenance, epochs }: DepthStudyData): Markup {
  const at = Math.max(0, depths.indexOf(50));
  return markup`<div class="explorer" id="depth-explorer">
<h3>Try it: another depth, activation, initializer</h3>
<p>Small nets, measured before training and while they are trained. All nets share the axes.</p>
<div class="controls">
${choice("net", "Net", { plain: "plain", highway: "highway" })}
${choice("activation", "Activation", { relu: "ReLU", sigmoid: "sigmoid", tanh: "tanh" })}
${choice("initializer", "Weights", { "glorot-uniform": "Glorot", "he-normal": "He" })}
${slider("net-depth", "Depth", { min: 0, max: depths.length - 1, value: at, shown: depths[at] })}
</div>
<p class="readout" aria-live="polite"></p>
<ul class="legend" aria-label="Legend">${
    epochs.map((epoch, look) =>
      markup`<li>${symbol("M1 6H21", `look${look}`)}${
        epoch === 0 ? "before training" : `after epoch ${epoch}`
      }</li>`
    )
  }<li>${symbol("M7 3H15L11 10Z", "label")}below the axis</li></ul>
<div class="panels" style="--columns:3">${
    measures.map(([measure, title]) =>
      markup`<div class="panel"><p class="label">${title}</p>
<div class="view" id="depth-${measure}" role="img"
aria-label="${title} by layer; the text above gives its ends for the chosen net"></div></div>`
    )
  }</div>
<p class="quiet">${provenance}.</p>
</div>`;
}

function flowHtml(flows: readonly FlowData[]): Markup {
  return markup`<div class="explorer" id="flow-explorer">
<h3>Try it: follow an image through the net</h3>
<p>Test images, which the net was not trained on. All blocks have one width, so the softmax layer can
classify every layer’s output.</p>
<div class="controls">
${dataChoice("flow-data", flows)}
${slider("flow-layer", "Layer", { min: 1, max: flows[0].depth, value: 1 })}
<button type="button" class="play">Play</button>
</div>
<p class="quiet net"></p>
<div class="images" role="radiogroup" aria-label="Image"></div>
<p class="readout" aria-live="polite"></p>
<div class="flow">
<div>
<p class="label" id="flow-map-title">Block outputs, layer by layer</p>
<canvas class="map" role="img" aria-labelledby="flow-map-title" width="350" height="350"></canvas>
</div>
<div>
<p class="label">This layer’s outputs, unit by unit</p>
<div class="bars" role="img"></div>
<p class="label">Probability of the true class, layer by layer; grey where another is likelier</p>
<div class="guesses" role="img"></div>
</div>
</div>
</div>`;
}

function lesionHtml(lesions: readonly LesionData[]): Markup {
  const [min, max] = [lesions[0].layers[0].layer, lesions[0].layers.at(-1)!.layer];
  return markup`<div class="explorer" id="lesion-explorer">
<h3>Try it: lesion a layer</h3>
<p>Choose a layer here, or click its point in the figure above.</p>
<div class="controls">
${dataChoice("lesion-data", lesions)}
${slider("lesion-layer", "Layer", { min, max, value: min })}
</div>
<p class="readout" aria-live="polite"></p>
<div class="lesion">${
    [
      ["meanGate", "Mean gate of each unit of this layer, 0 to 1"],
      ["gate", "Gate of each unit for one image, 0 to 1"],
      ["bias", "Gate bias of each unit"],
    ].map(([name, label]) =>
      markup`<div><p class="label">${label}</p>
<div class="bars" data-bars="${name}" role="img"></div></div>`
    )
  }</div>
</div>`;
}

/** A legend's symbol in one of the colours of figures. */
function symbol(path: string, colour: string): Markup {
  return markup`<svg class="symbol" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true"
data-colour="${colour}"><path d="${path}" /></svg>`;
}

/** Radio buttons, the first of them chosen. */
function choice(name: string, legend: string, labels: Readonly<Record<string, string>>): Markup {
  return markup`<fieldset><legend>${legend}</legend>${
    Object.entries(labels).map(([value, label], index) =>
      markup`<label><input type="radio" name="${name}" value="${value}"${
        index === 0 && markup` checked`
      }><span>${label}</span></label>`
    )
  }</fieldset>`;
}

function slider(
  id: string,
  label: string,
  { min, max, value, shown = value }: { min: number; max: number; value: number; shown?: number },
): Markup {
  return markup`<label class="slider"><span>${label} <output>${shown}</output></span>
<input type="range" id="${id}" min="${min}" max="${max}" value="${value}"></label>`;
}

/** A choice among trained nets. */
function dataChoice(
  id: string,
  nets: readonly { readonly data: string; readonly seed: number }[],
): Markup {
  return markup`<label class="quiet">Net <select id="${id}">${
    nets.map(({ data, seed }, index) =>
      markup`<option value="${index}">${data}, seed ${seed}</option>`
    )
  }</select></label>`;
}
