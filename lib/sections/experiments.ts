import { checkGiven } from "../check_options.ts";
import { type Dataset, type DatasetName, publishedOf } from "../data/dataset.ts";
import { cifarNet11, cifarNet19, mnistNet, withoutDropout } from "../models/convolutional_nets.ts";
import {
  type Activation,
  highway,
  type Initializer,
  initializers,
  type NetworkSpec,
  plain,
} from "../models/network_spec.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Training } from "../train/train.ts";
import type { Setting } from "./context.ts";
import {
  type Profile,
  profiles,
  profileSeeds,
  type ProfileSettings,
  profileSettings,
} from "./profile.ts";

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

/** Depth of all other figures' nets. */
const depth = 50;

/** Of the highway nets of the depth sweep: the report's. */
export const highwayRate = 0.1;

/**
 * Decay every 100,000 steps: 400 epochs of 469 steps see one, the quick profile and the smaller
 * stand-ins none.
 */
export const reportDecay = { factor: 0.96, steps: 100_000 };

function training(
  profile: Profile,
  dataset: DatasetName,
  { epochs, learningRate }: { epochs: number; learningRate: number },
): Training {
  const decays = profile === "report" && publishedOf({ name: dataset });
  const decay = decays ? { decay: reportDecay } : {};
  return { epochs, batchSize: 128, learningRate, momentum: 0.9, ...decay };
}

/** What a data set decides about a network. */
export function sizes({ shape, classes }: Pick<Dataset, "shape" | "classes">) {
  return { inputSize: shape[0] * shape[1] * shape[2], classes: classes.length };
}

/**
 * Plain 50-layer nets of each activation and initializer, trained for a few epochs with their
 * gradient norms: the report's Figures 5 to 7. It gives no learning rate for them; 0.003 is the
 * largest of 0.01, 0.003 and 0.001 at which those that can train do for each of three seeds.
 */
export function diagnosticExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { images, epochs } = settingsOf(setting).diagnostics;
  const { seeds } = setting;
  return seeds.flatMap((seed) =>
    (["relu", "sigmoid", "tanh"] as const).flatMap((activation) =>
      (["glorot-uniform", "he-normal"] as const).map((initializer): Experiment => ({
        network: plain({ depth, activation, initializer, ...sizes(dataset) }),
        dataset: dataset.name,
        images,
        training: {
          epochs,
          batchSize: 128,
          learningRate: 0.003,
          momentum: 0.9,
          gradientNorms: true,
        },
        seed,
      }))
    )
  );
}

/** Learning rate of the report's notebook for Figure 7's net; momentum is 0.9 there too. */
export const notebookRate = 0.001;

/** The sigmoid net with Glorot weights of {@linkcode diagnosticExperiments} at that rate. */
export function notebookExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  return diagnosticExperiments(dataset, setting)
    .filter(({ network }) =>
      network.activation === "sigmoid" && network.initializer === "glorot-uniform"
    )
    .map((experiment) => ({
      ...experiment,
      training: { ...experiment.training, learningRate: notebookRate },
    }));
}

/** Depths of nets that statements on deep nets do not speak of. */
export const shallowDepths = [3, 4];

/**
 * The nets of {@linkcode diagnosticExperiments} that are not to train for their depth (ReLU with
 * Glorot weights, sigmoid with either), at several learning rates, and nets of 3 and 4 layers beside
 * them: controls of claims 1 and 3.
 */
export function rateExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { rates } = settingsOf(setting).controls;
  return diagnosticExperiments(dataset, setting)
    .filter(({ network: { activation, initializer } }) =>
      activation === "sigmoid" || activation === "relu" && initializer === "glorot-uniform"
    )
    .flatMap((experiment) =>
      [depth, ...shallowDepths].flatMap((depth) =>
        rates.map((learningRate): Experiment => ({
          ...withDepth(experiment, depth, dataset),
          training: { ...experiment.training, learningRate },
        }))
      )
    );
}

/** The nets of {@linkcode clippingExperiments} with 4 layers: a control of claim 2. */
export function shallowClippingExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  return clippingExperiments(dataset, setting)
    .map((experiment) => withDepth(experiment, 4, dataset));
}

/** A plain net's experiment with another number of layers. */
function withDepth(experiment: Experiment, depth: number, dataset: Dataset): Experiment {
  const { activation, initializer } = experiment.network;
  return { ...experiment, network: plain({ depth, activation, initializer, ...sizes(dataset) }) };
}

/**
 * The 50-layer ReLU net with He weights of {@linkcode diagnosticExperiments}, at several learning
 * rates, each without clipping and with gradients clipped at a global norm of 1.
 */
export function clippingExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { clippingRates } = settingsOf(setting);
  return diagnosticExperiments(dataset, setting)
    .filter(({ network }) => network.activation === "relu" && network.initializer === "he-normal")
    .flatMap((experiment) =>
      clippingRates.flatMap((learningRate) =>
        [undefined, 1].map((clipNorm): Experiment => ({
          ...experiment,
          training: { ...experiment.training, learningRate, clipNorm },
        }))
      )
    );
}

/** Plain and highway nets of 10, 20, 50 and 100 layers: the report's Figure 8. */
export function depthSweepExperiments(
  dataset: Pick<Dataset, "name" | "shape" | "classes">,
  setting: Setting,
): Experiment[] {
  const { depthSweep: { images, epochs }, plainRates } = settingsOf(setting);
  const { profile, seeds } = setting;
  const experiment = (network: NetworkSpec, learningRate: number, seed: number): Experiment => ({
    network,
    dataset: dataset.name,
    images,
    training: training(profile, dataset.name, { epochs, learningRate }),
    seed,
  });
  return seeds.flatMap((seed) =>
    depths.flatMap((depth) => [
      experiment(plain({ depth, ...sizes(dataset) }), plainRates[depth], seed),
      experiment(highway({ depth, gateBias: -4, ...sizes(dataset) }), highwayRate, seed),
    ])
  );
}

/**
 * The plain nets of 10 and 20 layers at a rate of 0.01, all else as the report quotes: of 10 layers
 * this gives the report's curve. That of 20 layers, whose losses scatter, has two seeds more where
 * all the profile's are asked for. In the report profile only.
 */
export function higherRateExperiments(
  dataset: Pick<Dataset, "name" | "shape" | "classes">,
  setting: Setting,
): Experiment[] {
  settingsOf(setting);
  const { profile, seeds } = setting;
  if (profile !== "report") return [];
  const whole = profileSeeds[profile].every((seed) => seeds.includes(seed));
  const plain = (depth: number, seeds: readonly number[]) =>
    depthSweepExperiments(dataset, { profile, seeds }).filter(({ network }) =>
      network.architecture === "plain" && network.depth === depth
    );
  return [...plain(10, seeds), ...plain(20, whole ? [...new Set([...seeds, 4, 5])] : seeds)]
    .map((experiment) => ({
      ...experiment,
      training: { ...experiment.training, learningRate: 0.01 },
    }));
}

/** Of the rates whose nets of 50 layers were trained to the end, the nearest to the report's curve. */
const nearestRate = 0.0006;

/**
 * The plain net of 50 layers at the rate that comes nearest to the report's curve, all else as it
 * quotes. In the report profile only.
 */
export function nearestExperiments(
  dataset: Pick<Dataset, "name" | "shape" | "classes">,
  setting: Setting,
): Experiment[] {
  settingsOf(setting);
  if (setting.profile !== "report") return [];
  return depthSweepExperiments(dataset, setting)
    .filter(({ network }) => network.architecture === "plain" && network.depth === 50)
    .map((experiment) => ({
      ...experiment,
      training: { ...experiment.training, learningRate: nearestRate },
    }));
}

/**
 * 50-layer highway nets whose gates are shown and lesioned: the report's Figures 9 and 10. Gate
 * biases start at −2 for MNIST and at −4 for CIFAR-100, for stand-ins as for what they stand for.
 */
export function gateExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const real = publishedOf(dataset) ?? "mnist";
  const { images, epochs, learningRate } = settingsOf(setting).gates[real];
  const { profile, seeds } = setting;
  const gateBias = { mnist: -2, cifar100: -4 }[real];
  return seeds.map((seed) => ({
    network: highway({ depth, gateBias, ...sizes(dataset) }),
    dataset: dataset.name,
    images,
    training: training(profile, dataset.name, { epochs, learningRate }),
    seed,
  }));
}

/**
 * Controls of claims 8 to 11, each trained for a few epochs: the nets of {@linkcode gateExperiments}
 * on shuffled labels, and plain nets of that depth at a rate of 0.003.
 */
export function gateControlExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { epochs } = settingsOf(setting).controls;
  return gateExperiments(dataset, setting).flatMap((experiment): Experiment[] => {
    const { decay: _, ...training } = experiment.training; // it would come after the end
    return [
      { ...experiment, labels: "shuffled", training: { ...training, epochs } },
      {
        ...experiment,
        network: plain({ depth, ...sizes(dataset) }),
        training: { ...training, epochs, learningRate: 0.003 },
      },
    ];
  });
}

/**
 * The authors' convolutional nets with the solver of their net for MNIST; pixels are scaled by 1/255
 * here, by 1/256 there. The quick profile has fewer maps and a larger rate. On CIFAR-100 and what
 * stands in for it: the 19-layer net, in the quick profile the 11-layer one, without the authors'
 * augmentation.
 */
export function convolutionalExperiments(
  dataset: Dataset,
  setting: Setting,
): Experiment[] {
  const settings = settingsOf(setting).convolutional;
  const { profile, seeds } = setting;
  const { batchSize, learningRate, decayAfter } = settings;
  const real = publishedOf(dataset) ?? "mnist";
  const { images, epochs } = settings[real];
  const steps = epochs * Math.ceil((images ?? dataset.train.count) / batchSize);
  const classes = dataset.classes.length;
  const nets = real === "cifar100"
    ? [profile === "report" ? cifarNet19({ classes }) : cifarNet11({ classes })]
    : settings.maps.map((maps) => mnistNet({ maps }));
  return nets.flatMap((net) =>
    seeds.map((seed) => ({
      network: settings.dropout === "none" ? withoutDropout(net) : net,
      dataset: dataset.name,
      images,
      training: {
        epochs,
        batchSize,
        learningRate,
        momentum: 0.9,
        nesterov: true,
        weightDecay: { hidden: 0.001, output: 0.01 },
        biasRate: 2,
        decay: { factor: 0.1, steps: Math.round(decayAfter * steps) },
      },
      seed,
    }))
  );
}

/**
 * Nets of 900 layers, which the paper says highway layers make possible: a highway net, and plain
 * nets at several learning rates, so that none fails for a bad choice of one. Gate biases start at
 * −7, between the paper's −1 and −10: with −4 the first few hundred steps change nothing, as 900
 * gates that are 0.02 open transform the input 16 times over.
 */
export function deepestExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { images, epochs, plainRates } = settingsOf(setting).deepest;
  const { seeds } = setting;
  const deepest = { depth: 900, ...sizes(dataset) };
  const experiment = (network: NetworkSpec, learningRate: number, seed: number): Experiment => ({
    network,
    dataset: dataset.name,
    images,
    training: { epochs, batchSize: 128, learningRate, momentum: 0.9 },
    seed,
  });
  return seeds.flatMap((seed) => [
    experiment(highway({ ...deepest, gateBias: -7 }), highwayRate, seed),
    ...plainRates.map((rate) => experiment(plain(deepest), rate, seed)),
  ]);
}

/**
 * The highway layers that the report calls hardly needed on MNIST, counted from the first highway
 * layer.
 */
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
 * Nets that differ from the report's in weights, activation or rate, trained for a few epochs: plain
 * tanh nets of 10 and 50 layers with each initializer, at several learning rates; 50-layer highway
 * nets with each activation and initializer; and those of ReLU, and of tanh to compare, at several
 * rates as they are, with gradients clipped at a global norm of 1, and with the report's factor of
 * decay a thousand times as often, so that a few epochs see it.
 */
export function variantExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  const { images, epochs, plainRates, highwayRates } = settingsOf(setting).variants;
  const experiment = (
    seed: number,
    network: NetworkSpec,
    training: Pick<Training, "learningRate" | "clipNorm" | "decay">,
  ): Experiment => ({
    network,
    dataset: dataset.name,
    images,
    training: { epochs, batchSize: 128, momentum: 0.9, ...training },
    seed,
  });
  const highwayNet = (activation: Activation, initializer: Initializer) =>
    highway({ depth, activation, initializer, gateBias: -4, ...sizes(dataset) });
  const decay = { factor: reportDecay.factor, steps: reportDecay.steps / 1000 };
  return setting.seeds.flatMap((seed) => [
    ...initializers.flatMap((initializer) => [
      ...[10, depth].flatMap((depth) =>
        plainRates.map((learningRate) =>
          experiment(seed, plain({ depth, initializer, ...sizes(dataset) }), { learningRate })
        )
      ),
      ...(["tanh", "relu", "sigmoid"] as const).map((activation) =>
        experiment(seed, highwayNet(activation, initializer), { learningRate: highwayRate })
      ),
    ]),
    ...(["relu", "tanh"] as const).flatMap((activation) =>
      highwayRates.flatMap((learningRate) =>
        [...(learningRate === highwayRate ? [] : [{}]), { clipNorm: 1 }, { decay }].map((help) =>
          experiment(seed, highwayNet(activation, "glorot-uniform"), { learningRate, ...help })
        )
      )
    ),
  ]);
}

/**
 * The nets of {@linkcode deepestExperiments} of the first seed for 15 epochs in place of 5, so that none fails for being stopped
 * early. In the report profile only.
 */
export function longestExperiments(dataset: Dataset, setting: Setting): Experiment[] {
  settingsOf(setting);
  const { profile, seeds: [seed] } = setting;
  if (profile !== "report" || seed === undefined) return [];
  return deepestExperiments(dataset, { profile, seeds: [seed] })
    .map((experiment) => ({ ...experiment, training: { ...experiment.training, epochs: 15 } }));
}
