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

function depthHtml({ depths, provenance, epochs }: DepthStudyData): Markup {
  return markup`
    <div class="explorer" id="depth-explorer">
      <h3>Try it: another depth, activation, initializer</h3>
      <p>Small nets, looked into before training and while they are trained. The axes stay, so that what
    moves is the net.</p>
      <div class="controls">
    ${choice("net", "Net", [["plain", "plain"], ["highway", "highway"]])}
    ${
    choice("activation", "Activation", [
      ["relu", "ReLU"],
      ["sigmoid", "sigmoid"],
      ["tanh", "tanh"],
    ])
  }
    ${choice("initializer", "Weights", [["glorot-uniform", "Glorot"], ["he-normal", "He"]])}
    <label class="slider"><span>Depth <output>${depths[0]}</output></span>
    <input type="range" id="net-depth" min="0" max="${depths.length - 1}" value="${
    Math.max(0, depths.indexOf(50))
  }" step="1"></label>
      </div>
      <p class="readout" aria-live="polite"></p>
      <ul class="legend"
        aria-label="Legend">${
    epochs.map((epoch, look) =>
      markup`<li><svg class="symbol" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true"
data-colour="look${look}"><path d="M1 6H21" /></svg>${
        epoch === 0 ? "before training" : `after epoch ${epoch}`
      }</li>`
    )
  }<li><svg class="symbol" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true"><path
    d="M7 3H15L11 10Z" /></svg>below the axis</li></ul>
      <div class="panels" style="--columns:3">${
    ["mean", "variance", "gradient"].map((measure) =>
      markup`
          <div class="panel">
            <p class="label">${titles[measure]}</p>
            <div class="view" id="depth-${measure}"
              role="img" aria-label="${
        titles[
          measure
        ]
      } by layer; the text above says it of the chosen net"></div>
          </div>
        `
    )
  }</div>
      <p class="quiet">${provenance}.</p>
    </div>
  `;
}

const titles: Readonly<Record<string, string>> = {
  mean: "Mean activation",
  variance: "Variance of activations",
  gradient: "Norm of the gradient",
};

function choice(
  name: string,
  legend: string,
  options: readonly (readonly [value: string, label: string])[],
): Markup {
  return markup`<fieldset><legend>${legend}</legend>${
    options.map(([value, label], index) =>
      markup`<label><input type="radio" name="${name}" value="${value}"${
        index === 0 && markup` checked`
      }><span>${label}</span></label>`
    )
  }</fieldset>`;
}

function flowHtml(flows: readonly FlowData[]): Markup {
  return markup`
    <div class="explorer" id="flow-explorer">
      <h3>Try it: follow an image through the net</h3>
      <p>Test images, which the net was not trained on. All blocks have one width, so the softmax layer can
    be asked of every layer what it would say.</p>
      <div class="controls">
    ${dataChoice("flow-data", flows)}
    <label class="slider"><span>Layer <output>1</output></span>
    <input type="range" id="flow-layer" min="1" max="${flows[0].depth}" value="1"></label>
    <button type="button" class="play">Play</button>
      </div>
      <div class="images" role="radiogroup" aria-label="Image"></div>
      <p class="readout" aria-live="polite"></p>
      <div class="flow">
        <div>
          <p class="label" id="flow-map-title">Block outputs, layer by layer</p>
          <canvas class="map" role="img" aria-labelledby="flow-map-title" width="350"
            height="350"></canvas>
        </div>
        <div>
          <p class="label">This layer’s outputs, unit by unit</p>
          <div class="bars" role="img"></div>
          <p class="label">Probability of the true class, layer by layer; grey where another is likelier</p>
          <div class="guesses" role="img"></div>
        </div>
      </div>
    </div>
  `;
}

function lesionHtml(lesions: readonly LesionData[]): Markup {
  const layers = lesions[0].layers;
  return markup`
    <div class="explorer" id="lesion-explorer">
      <h3>Try it: lesion a layer</h3>
      <p>Choose a layer here, or click its point in the figure above.</p>
      <div class="controls">
    ${dataChoice("lesion-data", lesions)}
    <label class="slider"><span>Layer <output>${layers[0].layer}</output></span>
    <input type="range" id="lesion-layer" min="${layers[0].layer}" max="${layers.at(-1)!.layer}"
    value="${layers[0].layer}"></label>
      </div>
      <p class="readout" aria-live="polite"></p>
      <div class="lesion">
        <div>
          <p class="label">Mean gate of each unit of this layer, 0 to 1</p>
          <div class="bars" data-bars="meanGate" role="img"></div>
        </div>
        <div>
          <p class="label">Gate of each unit for one image, 0 to 1</p>
          <div class="bars" data-bars="gate" role="img"></div>
        </div>
        <div>
          <p class="label">Gate bias of each unit</p>
          <div class="bars" data-bars="bias" role="img"></div>
        </div>
      </div>
    </div>
  `;
}

/** A choice among nets, where there are several. */
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
