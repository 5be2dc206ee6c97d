import { checkGiven } from "../check_options.ts";
import { type Dataset, publishedOf } from "../data/dataset.ts";
import { cifarNet11, cifarNet19, mnistNet, withoutDropout } from "../models/convolutional_nets.ts";
import { highway, initializers, type NetworkSpec, plain } from "../models/network_spec.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Training } from "../train/train.ts";
import type { Setting } from "./context.ts";
import { profiles, profileSeeds, type ProfileSettings, profileSettings } from "./profile.ts";

/** @throws {TypeError} If the profile or the seeds are missing, or there is no such profile. */
function settingsOf(setting: Setting): ProfileSettings {
  checkGiven("experiments()", setting, ["profile", "seeds"]);
  const { profile } = setting;
  if (!profiles.includes(profile)) {
    throw new RangeError(
      `Cannot set up experiments: the profile must be one of ${profiles.join(", ")}, received ` +
        JSON.stringify(profile),
    );
  }
  return profileSettings[profile];
}

/** Depths of the report's Figure 8. */
export const depths = [10, 20, 50, 100];

/** Depth of the nets of all other figures. */
const depth = 50;

/** The report's learning rate of highway nets. */
export const highwayRate = 0.1;

/** The report's learning rate decay. Its 400 epochs of 469 steps see one. */
export const reportDecay = { factor: 0.96, steps: 100_000 };

type TrainedDataset = Pick<Dataset, "name" | "shape" | "classes">;

/** The options of a network that follow from its data set. */
export function sizes({ shape, classes }: Pick<Dataset, "shape" | "classes">) {
  return { inputSize: shape[0] * shape[1] * shape[2], classes: classes.length };
}

/** A network and the settings in which its training differs from the others'. */
type TrainedNet = readonly [network: NetworkSpec, training: Partial<Training>];

/** One experiment per seed and network. All train with batches of 128 and a momentum of 0.9. */
function perSeed(
  { name: dataset }: Pick<Dataset, "name">,
  { seeds }: Setting,
  { images, ...shared }: { images?: number; epochs: number; learningRate?: number },
  nets: readonly TrainedNet[],
): Experiment[] {
  const usual = { batchSize: 128, learningRate: highwayRate, momentum: 0.9 };
  return seeds.flatMap((seed) =>
    nets.map(([network, own]) => (
      { network, dataset, images, training: { ...usual, ...shared, ...own }, seed }
    ))
  );
}

/** The report's decay, where the profile and the data set have the steps for it. */
function decayFor({ name }: Pick<Dataset, "name">, { profile }: Setting): Partial<Training> {
  return profile === "report" && publishedOf({ name }) ? { decay: reportDecay } : {};
}

/** The same experiments with other settings of their training. */
function retrained(experiments: readonly Experiment[], change: Partial<Training>): Experiment[] {
  return experiments.map((one) => ({ ...one, training: { ...one.training, ...change } }));
}

/** The same experiments with plain nets of another depth. */
function withDepth(experiments: readonly Experiment[], depth: number, dataset: Dataset) {
  return experiments.map((one): Experiment => {
    const { activation, initializer } = one.network;
    return { ...one, network: plain({ depth, activation, initializer, ...sizes(dataset) }) };
  });
}

/**
 * The report's Figures 5 to 7: plain 50-layer nets of each activation and initializer, trained for
 * a few epochs with gradient norms. The report gives no learning rate. 0.003 is the largest of
 * 0.01, 0.003 and 0.001 at which all nets that can train do so for each of three seeds.
 */
export function diagnosticExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const training = { learningRate: 0.003, gradientNorms: true };
  const nets = (["relu", "sigmoid", "tanh"] as const).flatMap((activation) =>
    (["glorot-uniform", "he-normal"] as const).map((initializer): TrainedNet => [
      plain({ depth, activation, initializer, ...sizes(dataset) }),
      training,
    ])
  );
  return perSeed(dataset, setting, settingsOf(setting).diagnostics, nets);
}

/** Learning rate of the report's notebook for Figure 7's net; its momentum is 0.9 too. */
export const notebookRate = 0.001;

/** The sigmoid net with Glorot weights of {@linkcode diagnosticExperiments} at that rate. */
export function notebookExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const nets = diagnosticExperiments(dataset, setting).filter(({ network }) =>
    network.activation === "sigmoid" && network.initializer === "glorot-uniform"
  );
  return retrained(nets, { learningRate: notebookRate });
}

/** Depths of the control nets for claims about deep nets. */
export const shallowDepths = [3, 4];

/**
 * Controls of claims 1 and 3: the nets of {@linkcode diagnosticExperiments} that should not train
 * because they are deep (ReLU with Glorot weights, sigmoid with either), and the same nets with 3
 * and 4 layers, each at several learning rates.
 */
export function rateExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { rates } = settingsOf(setting).controls;
  return diagnosticExperiments(dataset, setting)
    .filter(({ network: { activation, initializer } }) =>
      activation === "sigmoid" || activation === "relu" && initializer === "glorot-uniform"
    )
    .flatMap((one) =>
      [depth, ...shallowDepths].flatMap((depth) =>
        rates.flatMap((learningRate) =>
          retrained(withDepth([one], depth, dataset), { learningRate })
        )
      )
    );
}

/**
 * The ReLU net with He weights of {@linkcode diagnosticExperiments} at several learning rates,
 * without clipping and with gradients clipped at a global norm of 1.
 */
export function clippingExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { clippingRates } = settingsOf(setting);
  return diagnosticExperiments(dataset, setting)
    .filter(({ network }) => network.activation === "relu" && network.initializer === "he-normal")
    .flatMap((one) =>
      clippingRates.flatMap((learningRate) =>
        [undefined, 1].flatMap((clipNorm) => retrained([one], { learningRate, clipNorm }))
      )
    );
}

/** Control of claim 2: the nets of {@linkcode clippingExperiments} with 4 layers. */
export function shallowClippingExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  return withDepth(clippingExperiments(dataset, setting), 4, dataset);
}

/** The report's Figure 8: plain and highway nets of 10, 20, 50 and 100 layers. */
export function depthSweepExperiments(dataset: TrainedDataset, setting: Setting): Experiment[] {
  const { depthSweep, plainRates } = settingsOf(setting);
  const decay = decayFor(dataset, setting);
  const nets = depths.flatMap((depth): TrainedNet[] => [
    [plain({ depth, ...sizes(dataset) }), { learningRate: plainRates[depth], ...decay }],
    [highway({ depth, gateBias: -4, ...sizes(dataset) }), decay],
  ]);
  return perSeed(dataset, setting, depthSweep, nets);
}

/** The plain nets of {@linkcode depthSweepExperiments} of one depth at another rate. */
function plainAtRate(
  dataset: TrainedDataset,
  setting: Setting,
  depth: number,
  learningRate: number,
): Experiment[] {
  const nets = depthSweepExperiments(dataset, setting).filter(({ network }) =>
    network.architecture === "plain" && network.depth === depth
  );
  return retrained(nets, { learningRate });
}

/**
 * In the report profile, the plain nets of 10 and 20 layers at a rate of 0.01 and otherwise the
 * quoted settings: with 10 layers this gives the report's curve. The losses of 20 layers scatter,
 * so there are two more seeds of them when all seeds of the profile are asked for.
 */
export function higherRateExperiments(dataset: TrainedDataset, setting: Setting): Experiment[] {
  settingsOf(setting);
  const { profile, seeds } = setting;
  if (profile !== "report") return [];
  const whole = profileSeeds[profile].every((seed) => seeds.includes(seed));
  const more = whole ? [...new Set([...seeds, 4, 5])] : seeds;
  return [
    ...plainAtRate(dataset, setting, 10, 0.01),
    ...plainAtRate(dataset, { profile, seeds: more }, 20, 0.01),
  ];
}

/**
 * In the report profile, the plain net of 50 layers at 0.0006 and otherwise the quoted settings: of
 * the rates that were trained to the end, the nearest to the report's curve.
 */
export function nearestExperiments(dataset: TrainedDataset, setting: Setting): Experiment[] {
  settingsOf(setting);
  return setting.profile === "report" ? plainAtRate(dataset, setting, 50, 0.0006) : [];
}

/**
 * The report's Figures 9 and 10: 50-layer highway nets whose gates are shown and lesioned. Gate
 * biases start at −2 for MNIST and at −4 for CIFAR-100; a stand-in has the settings of the
 * original.
 */
export function gateExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const published = publishedOf(dataset) ?? "mnist";
  const gateBias = { mnist: -2, cifar100: -4 }[published];
  return perSeed(dataset, setting, settingsOf(setting).gates[published], [
    [highway({ depth, gateBias, ...sizes(dataset) }), decayFor(dataset, setting)],
  ]);
}

/**
 * Controls of claims 8 to 11: the nets of {@linkcode gateExperiments}, trained on shuffled labels
 * for a few epochs.
 */
export function shuffledExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { epochs } = settingsOf(setting).controls;
  return gateExperiments(dataset, setting).map(({ training, ...one }): Experiment => {
    const { decay: _, ...rest } = training; // its first step is past the end
    return { ...one, labels: "shuffled", training: { ...rest, epochs } };
  });
}

/**
 * Control of claim 9: plain nets as deep as those of {@linkcode gateExperiments}, at a rate of
 * 0.003.
 */
export function plainGateExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { images } = settingsOf(setting).gates[publishedOf(dataset) ?? "mnist"];
  const { epochs } = settingsOf(setting).controls;
  const net: TrainedNet = [plain({ depth, ...sizes(dataset) }), { learningRate: 0.003 }];
  return perSeed(dataset, setting, { images, epochs }, [net]);
}

/**
 * The authors' convolutional nets with the solver of their net for MNIST. Pixels are scaled by
 * 1/255, theirs by 1/256. The quick profile has fewer maps and a larger rate. CIFAR-100 and its
 * stand-in have the 19-layer net, in the quick profile the 11-layer one, without the authors'
 * augmentation.
 */
export function convolutionalExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const settings = settingsOf(setting).convolutional;
  const { batchSize, learningRate, decayAfter } = settings;
  const published = publishedOf(dataset) ?? "mnist";
  const { images, epochs } = settings[published];
  const steps = epochs * Math.ceil((images ?? dataset.train.count) / batchSize);
  const training = {
    batchSize,
    nesterov: true,
    weightDecay: { hidden: 0.001, output: 0.01 },
    biasRate: 2,
    decay: { factor: 0.1, steps: Math.round(decayAfter * steps) },
  };
  const classes = dataset.classes.length;
  const nets = published === "cifar100"
    ? [setting.profile === "report" ? cifarNet19({ classes }) : cifarNet11({ classes })]
    : settings.maps.map((maps) => mnistNet({ maps }));
  return nets.flatMap((net) => {
    const network = settings.dropout === "none" ? withoutDropout(net) : net;
    return perSeed(dataset, setting, { images, epochs, learningRate }, [[network, training]]);
  });
}

/**
 * A highway net of 900 layers, which the paper says can be trained, and plain nets of the same
 * depth at several learning rates, so that none fails because of its rate. Gate biases start at −7,
 * between the paper's −1 and −10: with −4 the first few hundred steps change nothing, as 900 gates
 * that are 0.02 open transform the input 16 times.
 */
export function deepestExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { plainRates, ...extent } = settingsOf(setting).deepest;
  const size = { depth: 900, ...sizes(dataset) };
  return perSeed(dataset, setting, extent, [
    [highway({ ...size, gateBias: -7 }), {}],
    ...plainRates.map((learningRate): TrainedNet => [plain(size), { learningRate }]),
  ]);
}

/**
 * In the report profile, the nets of {@linkcode deepestExperiments} of the first seed for 15
 * epochs, so that none fails because it is stopped early.
 */
export function longestExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  settingsOf(setting);
  if (setting.profile !== "report") return [];
  const first = { ...setting, seeds: setting.seeds.slice(0, 1) };
  return retrained(deepestExperiments(dataset, first), { epochs: 15 });
}

/** Highway layers that the report says are hardly needed on MNIST, counted from the first. */
export const middleLayers = { first: 15, last: 45 };

/** The nets of {@linkcode gateExperiments} without those layers: 19 layers deep, trained alike. */
export function shallowerExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const left = depth - (middleLayers.last - middleLayers.first + 1);
  return gateExperiments(dataset, setting).map(({ network, ...experiment }) => ({
    ...experiment,
    network: { ...network, depth: left },
  }));
}

/**
 * Nets with other weights, activations and rates, trained for a few epochs:
 *
 * - plain tanh nets of 10 and 50 layers with each initializer, at several rates;
 * - 50-layer highway nets with each activation and initializer;
 * - 50-layer highway nets of ReLU, and of tanh to compare, at several rates: unchanged, with
 *   gradients clipped at a global norm of 1, and with the report's decay, but every 100 steps.
 */
export function variantExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { plainRates, highwayRates, ...extent } = settingsOf(setting).variants;
  const size = { depth, ...sizes(dataset) };
  const decay = { ...reportDecay, steps: reportDecay.steps / 1000 };
  const weights = initializers.flatMap((initializer) => [
    ...[10, depth].flatMap((depth) =>
      plainRates.map((learningRate): TrainedNet => [
        plain({ ...size, depth, initializer }),
        { learningRate },
      ])
    ),
    ...(["tanh", "relu", "sigmoid"] as const).map((activation): TrainedNet => [
      highway({ ...size, activation, initializer, gateBias: -4 }),
      {},
    ]),
  ]);
  const helped = (["relu", "tanh"] as const).flatMap((activation) => {
    const network = highway({ ...size, activation, gateBias: -4 });
    return highwayRates.flatMap((learningRate) => {
      const helps = [...(learningRate === highwayRate ? [] : [{}]), { clipNorm: 1 }, { decay }];
      return helps.map((help): TrainedNet => [network, { learningRate, ...help }]);
    });
  });
  return perSeed(dataset, setting, extent, [...weights, ...helped]);
}
