/**
 * Figures of the size that notebooks draw: all text lies within them and none over another.
 *
 * @module
 */
import pl from "nodejs-polars";
import { assert, assertEquals } from "../testing/assert.ts";
import { type TextBox, textBoxes } from "../testing/text_boxes.ts";
import { activationSpread } from "./activation_spread.ts";
import { clipping } from "./clipping.ts";
import { deadUnits } from "./dead_units.ts";
import { deepestNets } from "./deepest_nets.ts";
import { variants } from "./variants.ts";
import { depthSweep } from "./depth_sweep.ts";
import { gateHeatmaps } from "./gate_heatmaps.ts";
import { gateMeans } from "./gate_means.ts";
import { gradientNorms } from "./gradient_norms.ts";
import { lesionCurves } from "./lesion_curves.ts";
import { meanActivation } from "./mean_activation.ts";
import { renderSvg } from "./render.ts";
import { subtitle as compose } from "./subtitle.ts";
import type { Figure } from "./figure.ts";
import { sheet } from "./sheet.ts";

const datasets = [
  { name: "glyphs", title: "Glyphs", standsInFor: "mnist" },
  { name: "textures", title: "Textures", standsInFor: "cifar100" },
] as const;
const subtitle = compose({
  datasets: datasets.map((dataset) => ({ ...dataset, images: 2048, train: { count: 60000 } })),
  profile: "quick",
  seeds: [1, 2, 3],
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function activations(names: readonly string[]) {
  return pl.DataFrame(
    names.flatMap((activation) =>
      ["glorot-uniform", "he-normal"].flatMap((initializer) =>
        [0, 3].flatMap((epoch) =>
          range(1, 50).map((layer) => ({
            activation,
            initializer,
            depth: 50,
            seed: 1,
            epoch,
            layer,
            mean: activation === "tanh" ? Math.sin(layer) / 50 : 0.14 * Math.exp(-layer / 5),
            unitMeanStd: activation === "sigmoid" ? 0.5 : 0.14 * Math.exp(-layer / 5),
            variance: initializer === "he-normal" && layer > 40 ? NaN : 1e-4 * layer,
            deadFraction: activation === "relu" ? layer / 50 : 0,
            gradientNorm: epoch === 3 && layer > 40 ? 0 : 10 ** -layer,
          }))
        )
      )
    ),
  );
}

const gradients = pl.DataFrame(
  ["glorot-uniform", "he-normal"].flatMap((initializer) =>
    range(1, 10).flatMap((epoch) =>
      range(0, 101).map((index) => ({
        activation: "sigmoid",
        initializer,
        learningRate: 0.001,
        seed: 1,
        epoch,
        index,
        parameter: `layers.${(index >> 1) + 1}.${index % 2 ? "bH" : "wH"}`,
        layer: (index >> 1) + 1,
        normOfMean: index < 20 ? 0 : 0.02 / epoch * 10 ** ((index - 101) / 2),
      }))
    )
  ),
);

function history(depths: readonly number[], epochs: number) {
  return pl.DataFrame(
    ["plain", "highway"].flatMap((architecture) =>
      depths.flatMap((depth) =>
        range(1, epochs).map((epoch) => ({
          architecture,
          depth,
          dataset: "glyphs",
          seed: 1,
          epoch,
          loss: epoch % 5 === 4 ? NaN : epoch % 5 === 3 ? 0 : 2.3 / epoch,
        }))
      )
    ),
  );
}

const clippedLosses = pl.DataFrame(
  [0.003, 0.01, 0.03, 0.1].flatMap((learningRate) =>
    ["neither", "clipped"].flatMap((settings) =>
      range(1, 3).map((epoch) => ({
        learningRate,
        settings,
        seed: 1,
        epoch,
        loss: settings === "neither" && learningRate > 0.02 ? NaN : 2.3 / epoch,
      }))
    )
  ),
);

const deepest = pl.DataFrame(
  [0.1, 0.01, 0.001, 0.0001].flatMap((learningRate) =>
    ["plain", "highway"].flatMap((architecture) =>
      range(1, 10).map((epoch) => ({
        architecture,
        learningRate,
        depth: 900,
        seed: 1,
        epoch,
        accuracy: architecture === "plain" ? 0.1 : 1 - 0.5 / epoch,
      }))
    )
  ).filter(({ architecture, learningRate }) => architecture === "plain" || learningRate === 0.1),
);

const variantLosses = pl.DataFrame(
  ["tanh", "relu", "sigmoid"].flatMap((activation) =>
    [0.1, 0.3, 1].flatMap((learningRate) =>
      ["clipped", "decay", "neither"].flatMap((settings) =>
        (settings === "neither"
          ? ["random-normal", "glorot-uniform", "he-normal"]
          : ["glorot-uniform"])
          .map((initializer) => ({
            architecture: "highway",
            depth: 50,
            activation,
            initializer,
            learningRate,
            settings,
            seed: 1,
            epoch: 1,
            loss: learningRate === 1 && settings === "neither" ? Infinity : 1,
          }))
      )
    )
  ),
);

function gates(titles: readonly string[], depth: number) {
  return pl.DataFrame(
    titles.flatMap((dataset) =>
      range(2, depth).flatMap((layer) =>
        range(1, 50).map((unit) => ({
          dataset,
          seed: 1,
          layer,
          unit,
          initialBias: -1,
          bias: -2 - unit / 10,
          meanGate: layer / 50,
          gate: 0.5,
          output: Math.sin(unit),
        }))
      )
    ),
  );
}

function lesions(titles: readonly string[]) {
  return pl.DataFrame(
    titles.flatMap((dataset) =>
      [1, 2, 3].flatMap((seed) =>
        range(2, 50).map((layer) => ({
          dataset,
          seed,
          layer,
          loss: dataset === "glyphs" && layer > 45 ? 0 : 2 / layer ** 3,
          unlesionedLoss: seed * 1.1e-6,
        }))
      )
    ),
  );
}

const curve = [{ layer: 1, value: 0.14 }];
const norms = [{ index: 101, epoch: 1, norm: 0.0267, learningRate: 0.001 }];
const losses = [{ architecture: "plain", depth: 10, epoch: 1, loss: 0.483 }] as const;
const lesioned = [{ dataset: "mnist", layer: 1, loss: 0.3 }] as const;
const figures: Readonly<Record<string, () => Figure>> = {
  "Figure 5": () => meanActivation(activations(["relu"]), { published: curve }),
  "Figure 5 of three activations": () =>
    meanActivation(activations(["relu", "sigmoid", "tanh"]), { published: curve }),
  "Figure 6": () => activationSpread(activations(["relu", "sigmoid"]), { published: curve }),
  "Dead units": () => deadUnits(activations(["relu", "sigmoid", "tanh"])),
  "Clipping": () => clipping(clippedLosses),
  "Nets of 900 layers": () => deepestNets(deepest),
  "Variants": () => variants(variantLosses),
  "Figure 7": () => gradientNorms(gradients, { published: norms }),
  "Figure 8": () => depthSweep(history([10, 20, 50, 100], 400), { published: losses }),
  "Figure 8 of one epoch": () => depthSweep(history([10], 1), { published: losses }),
  "Figure 8 of ten epochs": () => depthSweep(history([10, 20, 50, 100], 10), { published: losses }),
  "Figure 9": () => gateHeatmaps(gates(["glyphs", "textures"], 50)),
  "Figure 9 of one data set": () => gateHeatmaps(gates(["textures"], 10)),
  "Mean gates of a convolutional net": () => gateMeans(gates(["glyphs"], 9)),
  "Figure 10": () => lesionCurves(lesions(["glyphs", "textures"]), { published: lesioned }),
  "Figure 10 of one data set": () => lesionCurves(lesions(["glyphs"]), { published: lesioned }),
  "Lesions of one's own net": () => lesionCurves(lesions(["glyphs"]), { networks: "own" }),
};

function overlap(a: TextBox, b: TextBox): boolean {
  return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0;
}

for (const [name, make] of Object.entries(figures)) {
  Deno.test(`${name} fits a notebook's cell and has all its text within it, none over another`, async () => {
    const svg = await renderSvg(sheet(make(), subtitle));
    const [, width, height] = svg.match(/viewBox="0 0 (\S+) (\S+)"/)!.map(Number);
    assert(width <= 1090, `${width} pixels wide`);
    const boxes = textBoxes(svg);
    assert(subtitle.every((line) => boxes.some(({ text }) => text === line)));
    assertEquals(
      boxes.filter(({ left, top, right, bottom }) =>
        left < 0 || top < 0 || right > width || bottom > height
      ),
      [],
    );
    assertEquals(
      boxes.flatMap((a, i) =>
        boxes.slice(i + 1).filter((b) => overlap(a, b)).map((b) => [a.text, b.text])
      ),
      [],
    );
  });
}

Deno.test("textBoxes() follows groups, turns, anchors and lines", () => {
  const at = (svg: string) =>
    textBoxes(svg).map((
      { text, left, top, right, bottom },
    ) => [text, ...[left, top, right, bottom].map(Math.round)]);
  // In DejaVu Sans "0" is 1303 of 2048 units wide: 6.36 pixels at 10.
  assertEquals(
    at(
      '<g transform="translate(100,50)"><g/><text font-size="10px">00</text></g>' +
        '<text text-anchor="end" transform="translate(20,30)" font-size="10px">0</text>',
    ),
    [["00", 100, 43, 113, 52], ["0", 14, 23, 20, 32]],
  );
  assertEquals(
    at(
      '<text text-anchor="middle" transform="translate(20,30) rotate(-90)" font-size="10px">' +
        '<tspan>00</tspan><tspan x="0" dy="12">0</tspan></text>',
    ),
    [["00", 13, 24, 22, 36], ["0", 25, 27, 34, 33]],
  );
});
