import { join } from "node:path";
import { generateGlyphs } from "../data/glyphs.ts";
import type { Engine } from "../engines/engine.ts";
import { assert, assertEquals, assertRejects } from "../testing/assert.ts";
import type { Standing } from "./bracket.ts";
import { space } from "./space.ts";
import {
  bestExperiments,
  readSearch,
  readTrials,
  sameSearch,
  searchName,
  type SearchQuestion,
  searchQuestion,
  writeSearch,
} from "./search_record.ts";
import { searchTrials, type Trial, trialExperiment } from "./search_trials.ts";

const glyphs = generateGlyphs(1);
const engine = { family: "fused" } as Engine;
const network = { architecture: "plain", depth: 10 } as const;
const trials = searchTrials(glyphs, network, { trials: 3, seed: 4, epochs: 400 });
const question = searchQuestion(network, glyphs, engine, { trials: 3, rungs: [1, 3], seed: 4 });
const standings: Standing<Trial>[] = [
  { trial: trials[1], losses: [0.5, 0.25], state: "best" },
  { trial: trials[2], losses: [0.75], state: "lost" },
  { trial: trials[0], losses: [Infinity], state: "diverged" },
];

/** A folder with that search in it, which is removed in the end. */
async function keptSearch(standings: readonly Standing<Trial>[]) {
  const folder = await Deno.makeTempDir();
  const records = join(folder, "records");
  await writeSearch(records, { question, engine: "an engine" }, standings);
  return { records, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

Deno.test("a search is kept with every trial, losing ones too, and its best", async () => {
  await using kept = await keptSearch(standings);
  const { best, ...record } = (await readSearch(kept.records, question))!;
  assertEquals(record, { question, engine: "an engine" });
  assertEquals(best, { trial: 2, setting: trials[1].setting, losses: [0.5, 0.25] });
  const rows = readTrials(kept.records, question);
  assertEquals(rows.map(({ trial, rung, state }) => [trial, rung, state]), [
    [2, 3, "best"],
    [3, 1, "lost"],
    [1, 1, "diverged"],
  ]);
  assertEquals(rows.map(({ loss_1, loss_3 }) => [loss_1, loss_3]), [
    [0.5, 0.25],
    [0.75, NaN],
    [Infinity, NaN],
  ]);
  assertEquals(
    rows.map(({ learningRate, momentum, decayFactor, activation, gateBias }) => [
      learningRate,
      momentum,
      decayFactor,
      activation,
      gateBias,
    ]),
    standings.map(({ trial: { setting } }) => [
      setting.learningRate,
      setting.momentum,
      setting.decayFactor,
      setting.activation,
      NaN,
    ]),
  );
  assertEquals(
    [...Deno.readDirSync(kept.records)].map(({ name }) => name).sort(),
    ["sweep-glyphs-plain-10.json", "sweep-glyphs-plain-10.parquet"],
  );
});

Deno.test("readSearch() distinguishes a missing record from an unreadable one", async () => {
  await using kept = await keptSearch(standings);
  assertEquals(await readSearch(kept.records, { ...question, depth: 20 }), undefined);
  await Deno.truncate(join(kept.records, `${searchName(question)}.json`), 100);
  await assertRejects(() => readSearch(kept.records, question), SyntaxError, "plain-10.json");
});

Deno.test("sameSearch() compares everything that decides a search's result", async () => {
  await using kept = await keptSearch(standings);
  const { question: same } = (await readSearch(kept.records, question))!;
  assert(sameSearch(same, question));
  const learningRate = { ...space.learningRate, source: "somebody else" };
  const reworded = { ...question, space: { ...space, learningRate } };
  assert(sameSearch(reworded as unknown as SearchQuestion, question));
  const ask = { trials: 3, rungs: [1, 3], seed: 4 };
  const others = [
    searchQuestion(network, glyphs, engine, { ...ask, trials: 4 }),
    searchQuestion(network, glyphs, engine, { ...ask, rungs: [1, 4] }),
    searchQuestion(network, glyphs, engine, { ...ask, seed: 5 }),
    searchQuestion({ ...network, depth: 20 }, glyphs, engine, ask),
    searchQuestion(network, { ...glyphs, digest: "0" }, engine, ask),
    searchQuestion(network, glyphs, { ...engine, family: "tfjs" }, ask),
    {
      ...question,
      space: { ...space, learningRate: { ...learningRate, low: 1e-6 } },
    } as unknown as SearchQuestion,
  ];
  assertEquals(others.filter((other) => sameSearch(other, question)), []);
});

Deno.test("a trial is the beginning of the run with the best setting of a search", async () => {
  await using kept = await keptSearch(standings);
  const options = { seeds: [4, 5], epochs: 400, records: kept.records };
  const networks = [network, { ...network, depth: 20 }];
  const [first, second, ...rest] = await bestExperiments(glyphs, networks, options);
  assertEquals(first, trials[1].experiment);
  assertEquals(second, { ...first, seed: 5 });
  assertEquals(rest, []);
  assertEquals(first.training.epochs, 400);
  assertEquals(first.training.decay, { factor: trials[1].setting.decayFactor, steps: 94 });
  const otherData = { ...glyphs, digest: "0" };
  assertEquals(await bestExperiments(otherData, networks, options), []);
});

Deno.test("a search whose trials all diverged offers no experiment", async () => {
  await using kept = await keptSearch(standings.slice(2));
  assertEquals((await readSearch(kept.records, question))!.best, undefined);
  const options = { seeds: [4], epochs: 400, records: kept.records };
  assertEquals(await bestExperiments(glyphs, [network], options), []);
});

Deno.test("trialExperiment() has the drawn settings, and the initializer for the activation", () => {
  const drawn = {
    learningRate: 0.1,
    momentum: 0.8,
    decayFactor: 0.99,
    activation: "relu",
    gateBias: -7,
  } as const;
  const highway = { architecture: "highway", depth: 20 } as const;
  const { network: spec, training, seed } = trialExperiment(glyphs, highway, {
    setting: drawn,
    seed: 3,
    epochs: 9,
  });
  assertEquals<unknown>(spec, {
    architecture: "highway",
    depth: 20,
    width: 50,
    activation: "relu",
    initializer: "he-normal",
    inputSize: 784,
    classes: 10,
    gateBias: -7,
  });
  assertEquals([training.learningRate, training.momentum, training.batchSize, seed], [
    0.1,
    0.8,
    128,
    3,
  ]);
  const tanh = trialExperiment(glyphs, network, {
    setting: { ...drawn, activation: "tanh" },
    seed: 3,
    epochs: 9,
  });
  assertEquals<unknown>(tanh.network, {
    architecture: "plain",
    depth: 10,
    width: 71,
    activation: "tanh",
    initializer: "glorot-uniform",
    inputSize: 784,
    classes: 10,
  });
});
