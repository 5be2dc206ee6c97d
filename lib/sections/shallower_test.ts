import type { Dataset } from "../data/dataset.ts";
import { frame } from "../frame.ts";
import { assertEquals } from "../testing/assert.ts";
import { cifar100, history, mnist } from "../testing/synthetic_frames.ts";
import { historySchema, jointLesionSchema } from "./frames.ts";
import { shallowerClaims } from "./shallower.ts";

const both = [mnist, cifar100];

const lesions = (dataset: Dataset, rise: number) =>
  frame(jointLesionSchema, [{
    dataset: dataset.name,
    seed: 1,
    first: 15,
    last: 45,
    loss: 0.01 * rise,
    accuracy: 0.5,
    unlesionedLoss: 0.01,
  }]);
const none = frame(historySchema, []);

Deno.test("shallowerClaims() asks for a rise when the middle is lesioned, and for worse without it", () => {
  const judged = (rise: number, left: number) => {
    const [claim] = shallowerClaims({
      whole: history({ "highway 50": [1, 0.1] }),
      shallower: history({ "highway 19": [1, left] }),
      lesions: lesions(mnist, rise),
    }, both);
    return claim;
  };
  assertEquals(judged(2, 0.2).verdict, "reproduced");
  assertEquals(judged(1.9, 0.2).verdict, "partly");
  assertEquals(judged(2, 0.19).verdict, "partly");
  assertEquals(judged(1, 0.1).verdict, "not reproduced");
  assertEquals(
    judged(20, 0.05).ours,
    "MNIST, seed 1: lesioned together 20 times the loss; trained with the layers that are left " +
      "0.05, with all 0.1",
  );
});

Deno.test("shallowerClaims() judges a data set without a shallower net by its lesions", () => {
  const [claim] = shallowerClaims({
    whole: none,
    shallower: none,
    lesions: lesions(mnist, 1).vstack(lesions(cifar100, 3)),
    untrained: lesions(mnist, 1),
  }, both);
  assertEquals(claim.verdict, "partly");
  assertEquals(
    claim.ours,
    "MNIST (not reproduced), seed 1: lesioned together 1 times the loss; trained with the layers " +
      "that are left -, with all -; CIFAR-100 (reproduced), seed 1: lesioned together 3 times the " +
      "loss; trained with the layers that are left -, with all -",
  );
  assertEquals(claim.controls.map(({ control, met }) => [control, met]), [[
    "untrained net, MNIST",
    false,
  ]]);
});

Deno.test("claim 22 fails in the report's own curves: its nets of few layers end as low", () => {
  const [claim] = shallowerClaims({
    whole: none,
    shallower: none,
    lesions: frame(jointLesionSchema, []),
  }, both);
  assertEquals([claim.report, claim.verdict], ["no", "not tested"]);
  assertEquals(
    claim.reportValues,
    "Figure 8's net of 10 or 20 layers, lesioned together - times the loss; trained with the " +
      "layers that are left 1.8e-5, with all 1.4e-5",
  );
});
