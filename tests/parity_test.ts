/**
 * Every engine, on every backend that is there, computes the same: logits, loss and every gradient
 * of nets of every kind, depth and width against float64; and logits, loss, gradients and ten steps
 * of training against PyTorch and Keras, whose numbers `tests/fixtures/parity.py` has written.
 *
 * @module
 */
import type { Engine } from "../lib/engines/engine.ts";
import { activations, type DenseSpec, highway, plain } from "../lib/models/network_spec.ts";
import { parameterInfos, type Parameters } from "../lib/models/parameters.ts";
import { decodeSafetensors } from "../lib/models/safetensors.ts";
import { assertAllClose } from "../lib/testing/assert_close.ts";
import { backpropagate } from "../lib/testing/backpropagation.ts";
import { everyEngine, everyEngineAtLength } from "../lib/testing/every_engine.ts";
import { testEngines } from "../lib/testing/test_engines.ts";
import { randomExamples } from "../lib/testing/random_examples.ts";
import { float64, forward } from "../lib/testing/reference.ts";
import { someParameters } from "../lib/testing/some_parameters.ts";

const inputSize = 10;
const classes = 3;
const examples = randomExamples({ count: 128, size: inputSize, classes });
const everyRow = Uint32Array.from({ length: 300 }, (_, index) => (index * 37) % 128);

type Expected = { readonly logits: number[] } & ReturnType<typeof backpropagate>;

/** By net and batch: computed once for all engines. */
const references = new Map<string, Expected>();

function reference(spec: DenseSpec, on: typeof examples, rows: Uint32Array): Expected {
  const key = JSON.stringify([spec, rows.length]);
  let expected = references.get(key);
  if (!expected) {
    const w = float64(someParameters(spec));
    const logits = Array.from(rows, (row) => [...forward(spec, w, { examples: on, row }).logits]);
    expected = { logits: logits.flat(), ...backpropagate(spec, w, { examples: on, rows }) };
    references.set(key, expected);
  }
  return expected;
}

/** Compares logits, loss and gradients of a net with those in float64. */
async function compare(
  engine: Engine,
  spec: DenseSpec,
  { batches, on = examples }: { batches: readonly number[]; on?: typeof examples },
): Promise<void> {
  const network = await engine.load(spec, someParameters(spec));
  for (const batch of batches) {
    const rows = everyRow.subarray(0, batch);
    const { architecture, activation, depth, width } = spec;
    const name = `${architecture} ${activation}, depth ${depth}, width ${width}, batch ${batch}`;
    const expected = reference(spec, on, rows);
    const { logits } = await network.trace(on, rows);
    // A logit is a sum of a few dozen products in float32; so many ulps of a loss near 1.
    assertAllClose(logits, expected.logits, { name: `${name}: logits`, tolerance: 3e-6 });
    const { loss, gradients } = await network.gradients(on, rows);
    assertAllClose([loss], [expected.loss], { name: `${name}: loss`, tolerance: 3e-6 });
    for (const [parameter, values] of Object.entries(expected.gradients)) {
      const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      assertAllClose(gradients[parameter].values, values, {
        name: `${name}: gradient of ${parameter}`,
        // Sums of float32 and, for WebGPU, a tanh that is right to 1e-7 absolutely only; and a few
        // 1e-7 more for each layer, where rows cancel in part: 7e-7 was measured at depth 1, 6e-5
        // at depth 100. Below 1.2e-38 float32 is flushed to 0, and 128 rows add up.
        tolerance: (1e-5 + 2e-6 * depth) * largest + 1e-35,
      });
    }
  }
  network.dispose();
}

for (const make of [plain, highway]) {
  for (const activation of activations) {
    const kind = `${make.name} ${activation}`;
    const compareDepths = (depths: number[]) => async (engine: Engine) => {
      for (const depth of depths) {
        const net = { depth, width: 9, activation, inputSize, classes };
        const spec = make === plain ? plain(net) : highway({ ...net, gateBias: -1 });
        await compare(engine, spec, { batches: [1, 7, 128] });
      }
    };
    testEngines(everyEngine, `${kind} nets of depth 1 and 2 are right`, compareDepths([1, 2]));
    testEngines(
      everyEngineAtLength,
      `${kind} nets of depth 10 to 100 are right`,
      compareDepths([10, 50, 100]),
    );
  }
}

testEngines(
  everyEngineAtLength,
  "nets of any width, classes and input are right",
  async (engine) => {
    for (
      const [width, size, classes] of [[1, 1, 2], [4, 31, 2], [15, 4, 9], [32, 9, 4], [50, 784, 10]]
    ) {
      const on = randomExamples({ count: 128, size, classes });
      for (const make of [plain, highway]) {
        const spec = make({ depth: 3, width, inputSize: size, classes });
        // 300 rows on two threads are more than go through the layers at once.
        await compare(engine, spec, { batches: [1, width < 50 ? 300 : 70], on });
      }
    }
    const on = randomExamples({ count: 128, size: 5, classes: 250 });
    const spec = highway({ depth: 2, width: 256, inputSize: 5, classes: 1000 });
    await compare(engine, spec, { batches: [5], on });
  },
);

for (const framework of ["pytorch", "keras"]) {
  const file = new URL(`./fixtures/${framework}.safetensors`, import.meta.url);
  const fixture = decodeSafetensors(await Deno.readFile(file), file.pathname);
  const bytes = (name: string) => Uint8Array.from(fixture[name].values);
  const [count, size] = fixture.pixels.shape;
  const examples = { count, size, pixels: bytes("pixels"), labels: bytes("labels") };
  const rows = Uint32Array.from(fixture.rows.values);
  const learningRates = fixture.rates.values;
  const batchSize = 7;

  testEngines(
    everyEngineAtLength,
    `ten steps of every net are those of ${framework}`,
    async (engine) => {
      for (const make of [plain, highway]) {
        for (const activation of activations) {
          const spec = make({ depth: 4, width: 5, activation, inputSize: size, classes: 3 });
          const kind = `${make.name} ${activation}`;
          const stored = (part: string) => fixture[`${kind} ${part}`].values;
          const compareAll = (actual: Parameters, part: string, tolerance: number) => {
            for (const [parameter, { values }] of Object.entries(unflatten(spec, stored(part)))) {
              const name = `${kind}: ${part}, ${parameter}`;
              assertAllClose(actual[parameter].values, values, { name, tolerance });
            }
          };

          // One pass in float32 (1.2e-7) of sums of at most seven terms, through four layers.
          const network = await engine.load(spec, unflatten(spec, stored("initial")));
          const first = rows.slice(0, batchSize);
          const { logits } = await network.trace(examples, first);
          assertAllClose(logits, stored("logits"), { name: `${kind}: logits`, tolerance: 2e-6 });
          const { gradients } = await network.gradients(examples, first);
          compareAll(gradients, "gradients", 2e-6);

          // Ten steps carry on the errors of those before: a factor of a few.
          const losses: number[] = [];
          for (const [step, rate] of learningRates.entries()) {
            const batch = rows.slice(step * batchSize, (step + 1) * batchSize);
            const options = { batchSize, momentum: 0.9, learningRates: Float32Array.of(rate) };
            losses.push((await network.trainEpoch(examples, batch, options)).loss);
          }
          assertAllClose(losses, stored("losses"), { name: `${kind}: losses`, tolerance: 1e-5 });
          const whole = await engine.load(spec, unflatten(spec, stored("initial")));
          await whole.trainEpoch(examples, rows, { batchSize, momentum: 0.9, learningRates });
          for (const trained of [network, whole]) {
            compareAll(await trained.parameters(), "final", 1e-5);
          }
        }
      }
    },
  );
}

/** The parameters that lie one after the other in `values`. */
function unflatten(spec: DenseSpec, values: Float32Array): Parameters {
  let end = 0;
  return Object.fromEntries(
    parameterInfos(spec).map(({ name, shape }) => {
      const start = end;
      end += shape.reduce((product, extent) => product * extent, 1);
      return [name, { shape, values: values.slice(start, end) }];
    }),
  );
}
