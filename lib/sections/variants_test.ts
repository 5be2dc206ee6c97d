import pl from "nodejs-polars";
import { frame, type Row } from "../frame.ts";
import { assertEquals } from "../testing/assert.ts";
import { diagnosticFrames, mnist } from "../testing/synthetic_frames.ts";
import { settingsSchema } from "./frames.ts";
import { variantClaims } from "./variants.ts";

const net = {
  architecture: "highway",
  depth: 50,
  activation: "tanh",
  initializer: "glorot-uniform",
  learningRate: 0.1,
  settings: "neither",
  seed: 1,
};
/** Columns that claims do not use. */
const rest = {
  dataset: "mnist",
  epoch: 1,
  accuracy: 0.5,
  testLoss: NaN,
  testAccuracy: NaN,
  seconds: 1,
  state: "training",
};
type Net = Partial<typeof net>;

/** Final losses as the report has it, but for those of nets that `change` matches. */
function variants(change: Net = {}, loss?: number) {
  const rows: Row<typeof settingsSchema>[] = [];
  const add = (own: Net, usual: number) => {
    const row = { ...net, ...own };
    const isChanged = loss !== undefined &&
      Object.entries(change).every(([key, value]) => row[key as keyof typeof row] === value);
    const end = { ...rest, ...row, loss: isChanged ? loss : usual };
    rows.push(end);
    if (row.settings === "decay") rows.push({ ...end, epoch: 2, learningRate: 0.096 });
  };
  for (const initializer of ["glorot-uniform", "he-normal", "random-normal"]) {
    for (const depth of [10, 50]) {
      for (const learningRate of [0.1, 0.01]) {
        const trains = initializer !== "random-normal" && learningRate === 0.01;
        add({ architecture: "plain", depth, initializer, learningRate }, trains ? 1 : 2.3);
      }
    }
    for (const activation of ["tanh", "relu", "sigmoid"]) {
      const explodes = activation === "relu" && initializer === "glorot-uniform";
      add({ activation, initializer }, explodes ? Infinity : 0.1);
    }
  }
  for (const activation of ["tanh", "relu"]) {
    for (const settings of ["clipped", "decay"]) add({ activation, settings }, 0.1);
  }
  return frame(settingsSchema, rows);
}

const judged = (change?: Net, loss?: number) =>
  variantClaims(variants(change, loss), mnist).map(({ number, verdict }) => [number, verdict]);

Deno.test("variantClaims() judges 19 and 21, or 20, as reproduced: they exclude each other", () => {
  assertEquals(judged(), [[19, "reproduced"], [20, "not reproduced"], [21, "reproduced"]]);
  assertEquals(judged({ activation: "relu", settings: "neither" }, 0.2), [
    [19, "reproduced"],
    [20, "reproduced"],
    [21, "not reproduced"],
  ]);
});

Deno.test("variantClaims() sees each part of a criterion that fails", () => {
  const plain = { architecture: "plain" };
  // One depth of two.
  assertEquals(judged({ ...plain, depth: 10, initializer: "random-normal" }, 2)[0][1], "partly");
  assertEquals(judged({ ...plain, depth: 50, initializer: "glorot-uniform" }, 2.3)[0][1], "partly");
  assertEquals(judged({ ...plain, initializer: "he-normal" }, 2.3)[0][1], "not reproduced");
  assertEquals(judged({ activation: "relu", settings: "neither" }, 0.201)[1][1], "partly");
  // Either help is enough.
  assertEquals(judged({ activation: "relu", settings: "clipped" }, 2.3)[2][1], "reproduced");
  const failing = judged({ activation: "relu", initializer: "glorot-uniform" }, 2.3);
  assertEquals(failing[2][1], "not reproduced");
});

Deno.test("variantClaims() tries each criterion on nets that the claim does not speak of", () => {
  const loss = { mean: 0, variance: 0, gradient: 0 };
  const { history } = diagnosticFrames({
    "relu glorot-uniform": { ...loss, loss: 2.3 },
    "tanh glorot-uniform": { ...loss, loss: 0.3 },
    "tanh he-normal": { ...loss, loss: 0.3 },
  });
  const claims = variantClaims(variants(), mnist, history);
  assertEquals(claims.map(({ number, controls }) => [number, controls]), [
    [19, [{
      control: "tanh highway net",
      met: false,
      values: "loss 0.1 with a fixed deviation, 0.1 Glorot, 0.1 He, at rates 0.1",
    }]],
    [20, [{
      control: "plain nets in place of highway nets",
      met: false,
      values: "loss of tanh, ReLU, sigmoid - with a fixed deviation, 0.3, 2.3 Glorot, 0.3 He",
    }]],
    [21, [{
      control: "tanh highway net, rate 0.1",
      met: false,
      values: "loss 0.1 without either, 0.1 clipped, 0.1 with decay",
    }]],
  ]);
});

Deno.test("the report shows no run that claims 19 to 21 could be judged by", () => {
  const claims = variantClaims(frame(settingsSchema, []), mnist);
  assertEquals(
    claims.map(({ report, verdict, ours }) => [report, verdict, ours]),
    Array(3).fill(["cannot be told", "not tested", ""]),
  );
});

Deno.test("variantClaims() leaves a rate out of claim 21 at which a kind of help is missing", () => {
  const without = variants().filter(pl.col("settings").neq(pl.lit("decay")));
  const [plain, highway, relu] = variantClaims(without, mnist);
  assertEquals([plain.verdict, highway.verdict, relu.verdict], [
    "reproduced",
    "not reproduced",
    "not tested",
  ]);
});
