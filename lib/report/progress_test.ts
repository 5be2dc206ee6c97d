import { assertEquals } from "../testing/assert.ts";
import { clock, progressLine, trainedLine } from "./progress.ts";

Deno.test("progressLine() shows the bar, epoch, loss, rate and time left", () => {
  const row = {
    epoch: 5,
    step: 200,
    loss: 0.123456,
    accuracy: 0.9,
    learningRate: 0.09999999,
    seconds: 2,
    state: "training",
  } as const;
  const progress = {
    index: 2,
    count: 8,
    title: "plain 10, MNIST, seed 1",
    epochs: 20,
    first: 1,
    seconds: 30,
  };
  assertEquals(
    progressLine({ ...progress, row }),
    "[2/8] plain 10, MNIST, seed 1 █████░░░░░░░░░░░░░░░ epoch 5/20 · loss 0.123 · rate 0.1 · 1:30 left",
  );
  const resumed = progressLine({ ...progress, row, first: 4 });
  assertEquals(resumed.split(" · ")[3], "3:45 left", "two epochs took 30 s, 15 are to come");
  assertEquals(
    progressLine({ ...progress, row: { ...row, loss: NaN, state: "diverged" } }).split(" · ")[3],
    "diverged",
  );
});

Deno.test("trainedLine() leaves out what there is none of", () => {
  const none = { trained: 0, loaded: 0, diverged: 0, seconds: 31, engine: "fused engine" };
  assertEquals(
    trainedLine({ ...none, trained: 1, loaded: 6, diverged: 3 }),
    "Trained 1 network in 0:31 with fused engine, loaded 6 networks from earlier runs, 3 diverged",
  );
  assertEquals(trainedLine({ ...none, loaded: 18 }), "Loaded 18 networks from earlier runs");
  assertEquals(
    trainedLine({ ...none, trained: 2 }),
    "Trained 2 networks in 0:31 with fused engine",
  );
});

Deno.test("clock() writes minutes and seconds, hours where there are any", () => {
  assertEquals([0, 7.4, 61, 3599.6, 7325].map(clock), [
    "0:00",
    "0:07",
    "1:01",
    "1:00:00",
    "2:02:05",
  ]);
});
