import { assert, assertEquals } from "../testing/assert.ts";
import type { EpochRow } from "../train/train.ts";
import { Bracket, lossAt, rungsOf } from "./bracket.ts";

/** A history of these losses; NaN ends it as diverged. */
function history(...losses: number[]): EpochRow[] {
  return losses.map((loss, index) => ({
    epoch: index + 1,
    step: index + 1,
    loss,
    accuracy: 0,
    learningRate: 0.1,
    seconds: 0,
    state: Number.isFinite(loss) ? "training" : "diverged",
  }));
}

const trials = (count: number) => Array.from({ length: count }, (_, i) => ({ number: i + 1 }));

/** Loss of each trial: constant, or a list with one for each epoch. */
type Losses = Readonly<Record<number, number | readonly number[]>>;

/** Trains open trials, in this order, to the end; counts the trainings of each goal. */
function decide(bracket: Bracket<{ number: number }>, losses: Losses, backwards = false) {
  const trained: Record<number, number> = {};
  for (;;) {
    const trial = backwards ? bracket.open.at(-1) : bracket.open[0];
    if (!trial) return trained;
    trained[bracket.goal] = (trained[bracket.goal] ?? 0) + 1;
    const loss = losses[trial.number];
    bracket.reach(trial, history(...(typeof loss === "number" ? Array(400).fill(loss) : loss)));
  }
}

Deno.test("rungsOf() has the same parts of all epochs, rounds up, and names no rung twice", () => {
  assertEquals(rungsOf(400), [3, 9, 80, 400]);
  assertEquals(rungsOf(81), [1, 2, 17, 81]);
  assertEquals(rungsOf(10), [1, 2, 10]);
  assertEquals(rungsOf(2), [1, 2]);
  assertEquals(rungsOf(1), [1]);
});

Deno.test("lossAt() is infinite from the epoch that diverged, and not before it", () => {
  const diverged = history(2, 1, NaN);
  assertEquals([1, 2, 3, 4].map((epoch) => lossAt(diverged, epoch)), [2, 1, Infinity, Infinity]);
});

Deno.test("a bracket of 40 trials trains 40, 14, 5 and 2 of them, and the best is the best", () => {
  const losses = Object.fromEntries(trials(40).map(({ number }) => [number, (number * 7) % 40]));
  for (const backwards of [false, true]) {
    const bracket = new Bracket(trials(40), rungsOf(400));
    assertEquals(decide(bracket, losses, backwards), { 3: 40, 9: 14, 80: 5, 400: 2 });
    const { standings } = bracket;
    assertEquals(standings.map(({ losses }) => losses.at(-1)), [...Array(40).keys()]);
    assertEquals(
      standings.map(({ losses }) => losses.length).join(""),
      [
        "44",
        "333",
        "2".repeat(9),
        "1".repeat(26),
      ].join(""),
    );
    assertEquals(standings.map(({ state }) => state), ["best", ...Array(39).fill("lost")]);
  }
});

Deno.test("a bracket compares losses at the rung, not before or after it", () => {
  const bracket = new Bracket(trials(4), [1, 3]);
  decide(bracket, { 1: [1, 5, 9], 2: [2, 5, 8], 3: [3, 0, 0], 4: [4, 0, 0] });
  assertEquals(
    bracket.standings.map(({ trial, losses }) => [trial.number, ...losses]),
    [[2, 2, 8], [1, 1, 9], [3, 3], [4, 4]],
  );
});

Deno.test("a bracket keeps a slow trial that still learns beside one that leads and then stops", () => {
  // Plain nets of 10 layers: trial 1 decays by 0.9895 an epoch, trial 2 does not decay.
  const stops = (epoch: number) => 2e-4 + 0.15 * Math.exp(-epoch / 8);
  const goesOn = (epoch: number) => 0.1 * Math.exp(-epoch / 11) + 5e-3 / (epoch + 1);
  const curve = (at: (epoch: number) => number) => Array.from({ length: 400 }, (_, i) => at(i + 1));
  const bracket = new Bracket(trials(40), rungsOf(400));
  decide(bracket, {
    ...Object.fromEntries(trials(40).map(({ number }) => [number, 0.2 + 0.01 * number])),
    ...Object.fromEntries([3, 4, 5, 6].map((number) => [number, curve((e) => stops(e) * 1.01)])),
    1: curve(stops),
    2: curve(goesOn),
  });
  assert(goesOn(27) > stops(27) * 1.01 && goesOn(80) < stops(80));
  assertEquals(bracket.standings[0].trial.number, 2);
});

Deno.test("trials that diverged come last and do not go on, and of equals the first is better", () => {
  const bracket = new Bracket(trials(7), [1, 3]);
  decide(bracket, { 1: [NaN], 2: 2, 3: [1, NaN], 4: [NaN], 5: 2, 6: [NaN], 7: [NaN] });
  assertEquals(
    bracket.standings.map(({ trial, state }) => [trial.number, state]),
    [
      [2, "best"],
      [5, "lost"],
      [3, "diverged"],
      [1, "diverged"],
      [4, "diverged"],
      [6, "diverged"],
      [7, "diverged"],
    ],
  );
});

Deno.test("a bracket whose trials all diverge is over and has no best", () => {
  const bracket = new Bracket(trials(2), [1, 3]);
  assertEquals(decide(bracket, { 1: [NaN], 2: [NaN] }), { 1: 2 });
  assertEquals(bracket.standings.map(({ state }) => state), ["diverged", "diverged"]);
});

Deno.test("one trial is the best however many reach the last rung", () => {
  const bracket = new Bracket(trials(5), [1]);
  decide(bracket, { 1: 5, 2: 4, 3: 1, 4: 2, 5: 3 });
  assertEquals(
    bracket.standings.map(({ trial, state }) => `${trial.number} ${state}`),
    ["3 best", "4 lost", "5 lost", "2 lost", "1 lost"],
  );
});

Deno.test("a bracket has open trials until its rung is decided", () => {
  const bracket = new Bracket(trials(2), [1, 3]);
  bracket.reach(bracket.open[1], history(5));
  assertEquals(bracket.open, [{ number: 1 }]);
  assertEquals(
    bracket.standings.map(({ trial, state }) => [trial.number, state]),
    [[2, "open"], [1, "open"]],
  );
});
