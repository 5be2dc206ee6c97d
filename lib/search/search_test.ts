import { assertEquals, assertRejects } from "../testing/assert.ts";
import type { EpochRow } from "../train/train.ts";
import { Bracket } from "./bracket.ts";
import { isOwn, search, type Shard } from "./search.ts";

const numbers = [1, 2, 3, 4, 5, 6, 7];
const trials = numbers.map((number) => ({ number }));
const whole: Shard = { index: 1, count: 1 };

/** A store that processes share: trials in training, and how often each was trained. */
function sharedStore() {
  const taken = new Set<unknown>();
  const log: string[] = [];
  return {
    taken,
    log,
    /** One process's search of its own bracket; trial 5 is the best. */
    async process(name: string, shard: Shard, signal?: AbortSignal, onWait = () => {}) {
      const bracket = new Bracket(trials, [1, 3]);
      const waits: number[][] = [];
      const reached: number[] = [];
      await search([bracket], {
        shard,
        signal,
        isTaken: (trial) => taken.has(trial),
        onReach(of, { number }) {
          if (of === bracket) reached.push(number);
          return Promise.resolve();
        },
        onWait(trials) {
          waits.push(trials.map(({ number }) => number));
          onWait();
        },
        train: async (trial, epochs) => {
          const step = `${trial.number} to ${epochs}`;
          if (!log.some((line) => line.endsWith(step))) {
            taken.add(trial);
            log.push(`${name}: ${step}`);
            await new Promise((resolve) => setTimeout(resolve, 20));
            taken.delete(trial);
          }
          return Array.from({ length: epochs }, (_, index) => ({
            epoch: index + 1,
            loss: Math.abs(5 - trial.number),
            state: "training",
          } as EpochRow));
        },
      });
      return { best: bracket.standings[0], waits, reached };
    },
  };
}

Deno.test("shards part the trials among them", () => {
  for (const count of [1, 2, 3, 10]) {
    const shards = Array.from({ length: count }, (_, i) => ({ index: i + 1, count }));
    const owned = shards.flatMap((shard) => numbers.filter((number) => isOwn({ number }, shard)));
    assertEquals(owned.toSorted(), numbers);
  }
});

Deno.test("one process searches alone, also as one of several shards", async () => {
  const { log, process } = sharedStore();
  const { best, reached } = await process("a", { index: 2, count: 3 });
  assertEquals(reached, [2, 5, 1, 3, 4, 6, 7, 5, 4, 6]);
  assertEquals([best.trial.number, best.state], [5, "best"]);
  assertEquals(
    log.map((line) => line.slice(3)),
    ["2 to 1", "5 to 1", "1 to 1", "3 to 1", "4 to 1", "6 to 1", "7 to 1"]
      .concat(["5 to 3", "4 to 3", "6 to 3"]),
  );
});

Deno.test("two shards share the trials, train none twice and agree", async () => {
  const { log, process } = sharedStore();
  const [a, b] = await Promise.all([
    process("a", { index: 1, count: 2 }),
    process("b", { index: 2, count: 2 }),
  ]);
  assertEquals(a.best, b.best);
  const steps = log.map((line) => line.slice(3));
  assertEquals(steps.length, 10);
  assertEquals(new Set(steps).size, 10);
  assertEquals(new Set(log.slice(0, 2)), new Set(["a: 1 to 1", "b: 2 to 1"]));
});

Deno.test("two processes without shards share the trials as well", async () => {
  const { log, process } = sharedStore();
  const [a, b] = await Promise.all([process("a", whole), process("b", whole)]);
  assertEquals(a.best, b.best);
  assertEquals(log.length, 10);
  assertEquals(new Set(log.map((line) => line[0])).size, 2);
});

Deno.test("search() waits for trials of other processes, reports it, and can be stopped meanwhile", async () => {
  const { taken, process } = sharedStore();
  taken.add(trials[2]);
  const { best, waits } = await process("a", whole, undefined, () => taken.clear());
  assertEquals(best.trial.number, 5);
  assertEquals(new Set(waits.flat()), new Set([3]));

  taken.add(trials[0]);
  await assertRejects(() => process("b", whole, AbortSignal.timeout(100)), DOMException);
});
