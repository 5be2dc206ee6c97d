/**
 * The prose of notebook 06 says what the committed records hold: each of its numbers stands in a
 * phrase that is checked here against the runs, what was measured in them, or the settings.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dataset } from "../lib/data/dataset.ts";
import { gateSchema } from "../lib/diagnostics/gates.ts";
import { lesionSchema } from "../lib/diagnostics/lesions.ts";
import { readFrame, records, type Row, type Schema } from "../lib/frame.ts";
import { parseNotebook } from "../lib/notebook/ipynb.ts";
import { jointLesionSchema } from "../lib/sections/frames.ts";
import { initialize } from "../lib/models/initialize.ts";
import { highway, plain } from "../lib/models/network_spec.ts";
import { parameterCount } from "../lib/models/parameters.ts";
import { median } from "../lib/sections/measured.ts";
import { longestExperiments, shallowDepths } from "../lib/sections/experiments.ts";
import { profileSettings } from "../lib/sections/profile.ts";
import { publishedEnd, publishedLosses } from "../lib/sections/published.ts";
import { finalLoss, trains } from "../lib/sections/trains.ts";
import { assert, assertEquals } from "../lib/testing/assert.ts";
import { listRuns } from "../lib/store/run_list.ts";
import type { RunOutline } from "../lib/store/record.ts";
import { RunStore } from "../lib/store/run_store.ts";

const project = fileURLToPath(new URL("../", import.meta.url));
const notebook = join(project, "notebooks", "06_claims.ipynb");
const data = (name: string) => join(project, "data", name);

/** Markdown cells as one line, without the marks around bold text and code. */
async function prose(): Promise<string> {
  const { cells } = parseNotebook(await Deno.readTextFile(notebook), notebook);
  return cells.filter(({ cell_type }) => cell_type === "markdown").map(({ source }) =>
    [source].flat().join("")
  ).join(" ").replace(/[*`#]/g, "").replace(/\s+/g, " ");
}

const stored = listRuns(new RunStore(data("records")));
const outlines = stored.flatMap(({ outline }) => outline ?? []);
/** Names of runs that no claim speaks of: their labels were shuffled. */
const shuffled = stored.filter(({ outline }) => outline?.experiment.labels !== undefined)
  .map(({ name }) => name);

interface Wanted {
  readonly architecture: string;
  readonly depth: number;
  readonly activation?: string;
  readonly initializer?: string;
  readonly gateBias?: number;
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly help?: "neither" | "clipped" | "decay";
  readonly dataset?: string;
}

/** Every kept run of this kind, in the order of their seeds. */
function runsOf(wanted: Wanted): RunOutline[] {
  const defaults = {
    activation: "tanh",
    initializer: "glorot-uniform",
    gateBias: -4,
    epochs: 400,
    learningRate: 0.1,
    help: "neither",
    dataset: "mnist",
  };
  const found = outlines
    .filter((outline) => {
      const kind = kindOf(outline);
      return Object.entries({ ...defaults, ...wanted }).every(([key, value]) =>
        kind[key as keyof typeof kind] === value ||
        key === "gateBias" && kind.gateBias === undefined
      );
    })
    .sort((a, b) => a.experiment.seed - b.experiment.seed);
  assert(found.length >= 3, `${JSON.stringify(wanted)}: expected three seeds or more`);
  return found;
}

const lossOf = ({ history }: RunOutline) => finalLoss(history.at(-1)!.loss);
const losses = (wanted: Wanted) => runsOf(wanted).map(lossOf);
const accuracies = (wanted: Wanted) =>
  runsOf(wanted).map(({ history }) => history.at(-1)!.accuracy);

const deepest: Wanted = { architecture: "highway", depth: 900, gateBias: -7, epochs: 5 };
const plainVariant = (depth: number, initializer: string, learningRate: number) =>
  losses({ architecture: "plain", depth, initializer, learningRate, epochs: 4 });
const highwayVariant = (wanted: Partial<Wanted>) =>
  losses({ architecture: "highway", depth: 50, epochs: 4, ...wanted });
const joint = (dataset: string) =>
  measured(`highway-50-${dataset}`, "joint-lesions", jointLesionSchema).flat();
const rises = (dataset: string) =>
  joint(dataset).map(({ loss, unlesionedLoss }) => loss / unlesionedLoss);

/** Of the trainings of the report's own momentum, batch and images, what they differ in. */
function kindOf({ experiment: { network, training, dataset, images } }: RunOutline) {
  const usual = training.momentum === 0.9 && training.batchSize === 128 && images === undefined;
  return {
    architecture: usual ? network.architecture : undefined,
    depth: network.depth,
    activation: network.activation,
    initializer: network.initializer,
    gateBias: "gateBias" in network ? network.gateBias : undefined,
    epochs: training.epochs,
    learningRate: training.learningRate,
    help: training.clipNorm !== undefined
      ? "clipped"
      : training.decay?.steps === 100
      ? "decay"
      : (training.decay?.steps ?? 100_000) === 100_000
      ? "neither"
      : "other decay",
    dataset,
  };
}

/** What was measured in runs, a frame's rows for each. */
function measured<S extends Schema>(start: string, kind: string, schema: S): Row<S>[][] {
  const folder = data("diagnostic_records");
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort()
    .filter((name) =>
      name.startsWith(start) && !shuffled.some((run) => name.startsWith(run)) &&
      new RegExp(`-[0-9a-f]{12}-${kind}-[0-9a-f]{12}$`).test(name)
    )
    .map((name) => {
      const bytes = Deno.readFileSync(join(folder, name, "frame.parquet"));
      return [...records(schema, readFrame(bytes, 100_000))];
    });
}

const { report } = profileSettings;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const plainAt = (depth: number, learningRate: number) =>
  losses({ architecture: "plain", depth, learningRate });
const highwayOf = (depth: number) => losses({ architecture: "highway", depth });

/** Median final losses of plain nets at larger rates than a quoted one, by setting. */
function plainAbove(depth: number, quoted: number): number[] {
  const others = outlines.filter(({ experiment: { network, training } }) =>
    network.architecture === "plain" && network.depth === depth && training.epochs === 400 &&
    training.learningRate > quoted
  );
  const settings = Map.groupBy(
    others,
    ({ experiment: { network, training } }) => JSON.stringify([network, training]),
  );
  return [...settings.values()].map((nets) => median(nets.map(lossOf)));
}

/** Median final losses of highway nets with settings of a search, by setting. */
function searchedHighway(depth: number): number[] {
  const searched = outlines.filter(({ experiment: { network, training } }) =>
    network.architecture === "highway" && network.depth === depth && training.epochs === 400 &&
    training.momentum !== 0.9
  );
  const settings = Map.groupBy(
    searched,
    ({ experiment: { network, training } }) => JSON.stringify([network, training]),
  );
  return [...settings.values()].map((nets) => median(nets.map(lossOf)));
}

/** Whether a value is the number that is said, to two digits or as many as it has. */
function says(said: string, value: number): boolean {
  const digits = said.replace(/e.*|\.|^[0.]+/g, "").replace(/0+$/, "").length;
  return Number(value.toPrecision(Math.max(2, digits))) === Number(said);
}

/** Whether the smallest and the largest value are those that are said. */
const saysRange = (low: string, high: string, values: readonly number[]) =>
  says(low, Math.min(...values)) && says(high, Math.max(...values));

const apart = (depth: number) => {
  const size = { inputSize: 784, classes: 10 };
  const counts = [plain({ depth, ...size }), highway({ depth, ...size })].map(parameterCount);
  return 100 * (Math.max(...counts) / Math.min(...counts) - 1);
};

/** A phrase of the notebook, and whether the records bear it out. */
const facts: readonly (readonly [phrase: string, holds: () => boolean])[] = [
  ["papers on 900 layers", () => losses({ ...deepest, learningRate: 0.1 }).length >= 3],
  [
    "The rate 0.003 of claims 1 to 4",
    () => losses({ architecture: "plain", depth: 50, epochs: 3, learningRate: 0.003 }).length >= 3,
  ],
  [
    "CIFAR-100's rate 0.01",
    () =>
      losses({
        architecture: "highway",
        depth: 50,
        dataset: "cifar100",
        epochs: 1000,
        learningRate: 0.01,
      }).length >= 3,
  ],
  ["train nets of 900 layers", () => losses(deepest).length >= 3],
  [
    "Gate biases start at −7 here, within the paper's −1 to −10: then 900 gates together transform " +
    "the input less than once. With −4 they do so sixteen times over",
    () => 900 * sigmoid(-7) < 1 && Math.round(900 * sigmoid(-4)) === 16,
  ],
  ["the 95 % that claim 12 asks for", () => accuracies(deepest).every((value) => value > 0.95)],
  [
    "with the best settings found the plain net of 20 layers ends lower than that of 10",
    () => Math.min(...plainAbove(20, 0)) < Math.min(...plainAbove(10, 0)),
  ],
  [
    '"within a factor of 2"',
    () => {
      const ends = [10, 20, 50, 100].map((depth) => median(highwayOf(depth)));
      return Math.max(...ends) / Math.min(...ends) <= 2;
    },
  ],
  ["nets of 3 and 4 layers in place of 50", () => shallowDepths.join() === "3,4"],
  [
    "sigmoid nets of 4 layers do not train at 0.003 either, and do at 0.1",
    () =>
      ["glorot-uniform", "he-normal"].every((initializer) => {
        const at = (learningRate: number) =>
          losses({
            architecture: "plain",
            depth: 4,
            activation: "sigmoid",
            initializer,
            epochs: 3,
            learningRate,
          });
        return at(0.003).length === 3 && at(0.003).every((loss) => !trains(loss, 10)) &&
          at(0.1).every((loss) => trains(loss, 10));
      }),
  ],
  [
    "judged after 15 epochs too",
    () => {
      const mnist = { name: "mnist", shape: [28, 28, 1], classes: Array(10).fill("") };
      return longestExperiments(mnist as unknown as Dataset, { profile: "report", seeds: [1] })
        .every(({ training }) => training.epochs === 15);
    },
  ],
  [
    "a search lowers the loss of highway nets of 20 and 50 layers to a third or less of that as " +
    "quoted, of 10 layers to two thirds only",
    () => {
      const [ten, twenty, fifty] = [10, 20, 50].map((depth) =>
        Math.min(...searchedHighway(depth)) / median(highwayOf(depth))
      );
      return twenty <= 1 / 3 && fifty <= 1 / 3 && ten >= 0.6 && ten <= 0.7;
    },
  ],
  [
    "with the best settings found for both kinds plain nets of 10 and 20 layers end a little lower " +
    "than highway nets",
    () =>
      [10, 20].every((depth) => {
        const ratio = Math.min(...plainAbove(depth, 0)) / Math.min(...searchedHighway(depth));
        return ratio < 1 && ratio > 1 / 2;
      }),
  ],
  [
    "highway layers help at 50 and 100 layers, not at 10 and 20",
    () =>
      [50, 100].every((depth) =>
        Math.max(...highwayOf(depth)) < Math.min(...plainAbove(depth, 0), ...plainAt(depth, 1e-5))
      ),
  ],
  [
    "biases of the last third fall too, less than those of the first",
    () => {
      const nets = measured("highway-50-cifar100", "gates", gateSchema);
      return nets.length === 3 && nets.every((gates) => {
        const change = (third: number) => {
          const cells = gates.filter(({ layer }) => Math.floor(3 * (layer - 2) / 49) === third);
          return cells.reduce((sum, { bias, initialBias }) => sum + bias - initialBias, 0) /
            cells.length;
        };
        return change(2) < 0 && change(0) < change(2);
      });
    },
  ],
  ["the end of 400 epochs", () => report.depthSweep.epochs === 400],
  [
    "nets are trained for 4 epochs each: plain tanh nets of 10 and 50 layers at rates of 0.1, 0.01 " +
    "and 0.001, and highway nets of 50 layers, gate bias −4, at 0.1",
    () =>
      [10, 50].every((depth) =>
        [0.1, 0.01, 0.001].every((rate) => plainVariant(depth, "he-normal", rate).length >= 3)
      ) && highwayVariant({}).length >= 3,
  ],
  [
    "normal weights of a deviation of 0.05 in every layer",
    () => {
      const { values } = initialize(
        plain({ depth: 2, inputSize: 784, classes: 10, initializer: "random-normal" }),
        { seed: 1 },
      )["layers.1.wH"];
      return says("0.050", Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length));
    },
  ],
  [
    "at rates of 0.1, 0.3 and 1, as they are, with gradients clipped at a norm of 1, and with a rate " +
    "that decays by 0.96 every 100 steps",
    () =>
      ["relu", "tanh"].every((activation) =>
        [0.1, 0.3, 1].every((learningRate) =>
          (["neither", "clipped", "decay"] as const).every((help) =>
            highwayVariant({ activation, learningRate, help }).length >= 3
          )
        )
      ),
  ],
  [
    "with weights of a fixed deviation no plain net of 50 layers trains at any rate, with Glorot's " +
    "or He's all do at 0.001",
    () =>
      [0.1, 0.01, 0.001].every((rate) =>
        plainVariant(50, "random-normal", rate).every((loss) => !trains(loss, 10))
      ) &&
      ["glorot-uniform", "he-normal"].every((initializer) =>
        plainVariant(50, initializer, 0.001).every((loss) => trains(loss, 10))
      ),
  ],
  [
    "of 10 layers one net of three trains all the same, to a loss of 0.49 at a rate of 0.1, where " +
    "the others reach 0.14 to 0.15",
    () => {
      const trained = [0.1, 0.01, 0.001].map((rate) =>
        plainVariant(10, "random-normal", rate).filter((loss) => trains(loss, 10))
      );
      const others = ["glorot-uniform", "he-normal"].flatMap((initializer) =>
        plainVariant(10, initializer, 0.1)
      );
      return trained.flat().length === 1 && says("0.49", trained[0][0]) &&
        saysRange("0.14", "0.15", others);
    },
  ],
  [
    "tanh and ReLU end at 0.08 to 0.11, sigmoid at 0.18, more than the factor of 2 that the " +
    "criterion allows",
    () => {
      const of = (activation: string) =>
        ["random-normal", "glorot-uniform", "he-normal"].map((initializer) =>
          highwayVariant({ activation, initializer })
        );
      const [tanh, relu, sigmoid] = ["tanh", "relu", "sigmoid"].map((name) => of(name).flat());
      return saysRange("0.080", "0.11", [...tanh, ...relu]) &&
        sigmoid.every((loss) => says("0.18", loss)) &&
        [0, 1, 2].every((seed) => {
          const own = [...of("tanh"), ...of("relu"), ...of("sigmoid")].map((nets) => nets[seed]);
          return Math.max(...own) / Math.min(...own) > 2;
        });
    },
  ],
  [
    "at the report's rate of 0.1, and at 0.3, ReLU trains without clipping or decay and gains " +
    "nothing by clipping; at a rate of 1, where tanh still trains, it diverges, and neither makes " +
    "it train",
    () => {
      const nets = (
        activation: string,
        learningRate: number,
        help: "neither" | "clipped" | "decay",
      ) => highwayVariant({ activation, learningRate, help });
      const fails = (loss: number) => !trains(loss, 10);
      return [0.1, 0.3].every((rate) =>
        nets("relu", rate, "neither").every((loss) => loss < 0.1) &&
        median(nets("relu", rate, "clipped")) > 0.9 * median(nets("relu", rate, "neither"))
      ) && nets("relu", 1, "neither").every((loss) => loss === Infinity) &&
        nets("relu", 1, "clipped").every(fails) && nets("relu", 1, "decay").every(fails) &&
        nets("tanh", 1, "neither").every((loss) => trains(loss, 10));
    },
  ],
  [
    "highway layers 15 to 45 of each net of notebook 04 are lesioned together, and a net of only the " +
    "19 layers that are left",
    () => joint("mnist").every(({ first, last }) => first === 15 && last === 45),
  ],
  [
    "On MNIST a lesion of one of these layers raises the loss 1.1 times (their median), of all " +
    "together 6,600 to 26,000 times, and 97 % to 99.6 % of the training images are still " +
    "classified right",
    () => {
      const single = measured("highway-50-mnist", "lesions", lesionSchema).map((layers) =>
        median(layers.slice(14, 45).map(({ loss, unlesionedLoss }) => loss / unlesionedLoss))
      );
      return says("1.1", median(single)) && saysRange("6600", "26000", rises("mnist")) &&
        saysRange("97", "99.6", joint("mnist").map(({ accuracy }) => 100 * accuracy));
    },
  ],
  [
    "on CIFAR-100 together 190 to 420 times, and 31 % to 33 % are",
    () =>
      saysRange("190", "420", rises("cifar100")) &&
      saysRange("31", "33", joint("cifar100").map(({ accuracy }) => 100 * accuracy)),
  ],
  [
    "a net of the 19 layers that are left ends at 1.1 to 1.4 times the loss of the whole one",
    () => {
      const [whole, left] = [50, 19].map((depth) =>
        losses({ architecture: "highway", depth, gateBias: -2 })
      );
      return left.length === 3 &&
        saysRange("1.1", "1.4", left.map((loss, seed) => loss / whole[seed]));
    },
  ],
  [
    "its net of 10 or 20 layers ends at 1.3 times the loss of that of 50",
    () => says("1.3", publishedEnd(20) / publishedEnd(50)),
  ],
  [
    "at the quoted rate of 0.001 plain nets of 10 and 20 layers both end between 1e-4 and 1e-3",
    () =>
      [10, 20].flatMap((depth) => plainAt(depth, 0.001))
        .every((loss) => loss >= 1e-4 && loss <= 1e-3),
  ],
  [
    "at 0.01, which gives the report's curve of 10 layers, that one ends at 1.2e-5, as it does in " +
    "the report's own file",
    () =>
      says("1.2e-5", median(plainAt(10, 0.01))) &&
      says(
        "1.2e-5",
        publishedLosses.findLast(({ architecture, depth }) =>
          architecture === "plain" && depth === 10
        )!.loss,
      ),
  ],
  [
    "the highway net of 100 layers ends at the scale of that plain net, and 16 times below the one " +
    "at the quoted rate",
    () => {
      const deep = median(highwayOf(100));
      const ratio = median(plainAt(10, 0.01)) / deep;
      return ratio <= 3 && ratio >= 1 / 3 && says("16", median(plainAt(10, 0.001)) / deep);
    },
  ],
  [
    "no rate had to be decreased to 0.00001; at a larger one the best plain net of 50 layers ends " +
    "860 times lower, that of 100 layers 8 times",
    () =>
      Math.round(median(plainAt(100, 1e-5)) / Math.min(...plainAbove(100, 1e-5))) === 8 &&
      says("860", median(plainAt(50, 1e-5)) / Math.min(...plainAbove(50, 1e-5))),
  ],
  [
    "with those of a search they end 6.5 times lower at 100 layers",
    () => says("6.5", median(highwayOf(100)) / Math.min(...searchedHighway(100))),
  ],
  [
    "parameters are 20 % apart at 10 layers and 12 % at 20, in the report's nets as in ours, and " +
    "within 10 % only from 50 layers on",
    () =>
      Math.round(apart(10)) === 20 && Math.round(apart(20)) === 12 && apart(50) <= 10 &&
      apart(100) <= 10,
  ],
];

Deno.test("every number in the prose of notebook 06 stands in a phrase that is checked", async () => {
  let rest = await prose();
  for (const [phrase] of facts) {
    assert(rest.includes(phrase), `notebook 06 does not say "${phrase}"`);
    rest = rest.replace(phrase, "…");
  }
  // Names, not values: claims, figures, notebooks, data sets.
  rest = rest.replace(/(claims?|figures?|notebooks?) \d+( (to|and) \d+)?|CIFAR-100/gi, "…");
  assertEquals(rest.match(/.{0,40}\d.{0,20}/g) ?? [], []);
});

for (const [phrase, holds] of facts) {
  Deno.test(`notebook 06 is right: "${phrase}"`, () => assert(holds()));
}
