import { fileURLToPath } from "node:url";
import { highway } from "../models/network_spec.ts";
import { assert, assertEquals } from "../testing/assert.ts";
import type { Experiment } from "../train/experiment.ts";
import { decodeRunKey } from "./record.ts";
import {
  encodeKey,
  isRunName,
  resultsVersion,
  type RunKey,
  runKey,
  runName,
  untaggedName,
} from "./run_key.ts";

const experiment: Experiment = {
  network: highway({ depth: 3, width: 4, inputSize: 6, classes: 3 }),
  dataset: "glyphs",
  images: 30,
  training: { epochs: 3, batchSize: 8, learningRate: 0.1, momentum: 0.9, gradientNorms: true },
  seed: 1,
};

Deno.test("runName() changes with all that decides a result, and with nothing else", () => {
  const keyOf = (change: Partial<Experiment>, digest = "0123", family: RunKey["engine"] = "tfjs") =>
    runKey({ ...experiment, ...change }, { digest }, { family });
  const name = runName(keyOf({}));
  assert(name.startsWith("highway-3-glyphs-") && isRunName(name));
  const reordered = Object.fromEntries(Object.entries(keyOf({})).reverse()) as unknown as RunKey;
  assertEquals(runName(reordered), name);
  assertEquals(runName(JSON.parse(JSON.stringify(keyOf({})))), name);
  assertEquals(runName({ ...keyOf({}), history: [] } as RunKey), name);
  const others = [
    keyOf({ seed: 2 }),
    keyOf({ images: 31 }),
    keyOf({ labels: "shuffled" }),
    keyOf({ training: { ...experiment.training, momentum: 0.8 } }),
    keyOf({}, "4567"),
    keyOf({}, "0123", "fused"),
    { ...keyOf({}), resultsVersion: resultsVersion + 1 },
  ];
  assertEquals(new Set([name, ...others.map(runName)]).size, 8);
  assertEquals(runName(keyOf({ labels: undefined })), name);
});

Deno.test("a tag is part of a run's name, and can be taken off it", () => {
  const name = runName(runKey(experiment, { digest: "" }, { family: "fused" }));
  const tagged = runName(runKey(experiment, { digest: "" }, { family: "fused" }, "to/morrow"));
  assert(isRunName(tagged) && tagged.startsWith(`${name}-`));
  assertEquals([untaggedName(tagged), untaggedName(name)], [name, name]);
  assertEquals(untaggedName(`${tagged}-0123456789ab`), undefined);
});

Deno.test("a key is written as earlier versions wrote it, and names the records they left", () => {
  const json = JSON.stringify(encodeKey(runKey(experiment, { digest: "" }, { family: "fused" })));
  const names = ["mathematics", "engine", "dataDigest", "experiment"];
  assertEquals(Object.keys(JSON.parse(json)), names);
  const records = fileURLToPath(new URL("../../data/records", import.meta.url));
  const kept = [...Deno.readDirSync(records)].map(({ name }) => name).filter(isRunName);
  for (const name of kept) {
    const config = Deno.readFileSync(`${records}/${name}/config.json`);
    assertEquals(runName(decodeRunKey({ "config.json": config })), name);
  }
});
