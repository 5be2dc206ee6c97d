/**
 * Convolutional nets on TF.js against PyTorch: logits, gradients, and the losses and parameters of
 * ten steps of the authors' solver. The fixture is made by `tests/fixtures/convolutional_steps.py`.
 *
 * @module
 */
import { createTfjsEngine } from "../lib/engines/tfjs/engine.ts";
import { convolutional, type ConvolutionalOptions } from "../lib/models/convolutional.ts";
import { parameterInfos } from "../lib/models/parameters.ts";
import { assertAlmostEquals } from "../lib/testing/assert.ts";
import { assertAllClose } from "../lib/testing/assert_close.ts";
import { backendsAtLength } from "../lib/testing/backends.ts";

interface Fixture {
  readonly net: ConvolutionalOptions;
  readonly batchSize: number;
  readonly momentum: number;
  readonly biasRate: number;
  readonly weightDecay: { readonly hidden: number; readonly output: number };
  readonly learningRates: number[];
  readonly pixels: number[];
  readonly labels: number[];
  readonly rows: number[];
  readonly initial: Record<string, number[]>;
  readonly logits: number[];
  readonly gradients: Record<string, number[]>;
  readonly losses: number[];
  readonly final: Record<string, number[]>;
}

const fixture: Fixture = JSON.parse(
  await Deno.readTextFile(new URL("./fixtures/convolutional_steps.json", import.meta.url)),
);

for (const { name: backend, absent } of backendsAtLength) {
  const ignore = absent !== undefined;
  const why = ignore ? ` (${absent})` : "";
  Deno.test(`TF.js ${backend}: ten steps of a convolutional net are those of PyTorch${why}`, {
    ignore,
  }, async () => {
    const { batchSize, momentum, biasRate, weightDecay, learningRates } = fixture;
    const spec = convolutional(fixture.net);
    const parameters = Object.fromEntries(
      parameterInfos(spec).map(({ name, shape }) => [
        name,
        { shape, values: Float32Array.from(fixture.initial[name]) },
      ]),
    );
    const examples = {
      count: fixture.labels.length,
      size: spec.inputSize,
      pixels: Uint8Array.from(fixture.pixels),
      labels: Uint8Array.from(fixture.labels),
    };
    const rows = Uint32Array.from(fixture.rows);
    const engine = await createTfjsEngine(backend);
    const network = await engine.load(spec, parameters);

    // One forward and backward pass in float32 (1.2e-7) of sums of up to 56 terms, five layers.
    const first = rows.slice(0, batchSize);
    const { logits } = await network.trace(examples, first);
    assertAllClose(logits, fixture.logits, { name: "logits", tolerance: 3e-6 });
    const { gradients } = await network.gradients(examples, first);
    for (const [name, expected] of Object.entries(fixture.gradients)) {
      assertAllClose(gradients[name].values, expected, {
        name: `gradient of ${name}`,
        tolerance: 5e-6,
      });
    }

    // Ten steps carry on the errors of those before: a factor of a few.
    for (const [step, expected] of fixture.losses.entries()) {
      const batch = rows.slice(step * batchSize, (step + 1) * batchSize);
      const { loss } = await network.trainEpoch(examples, batch, {
        batchSize,
        momentum,
        nesterov: true,
        biasRate,
        weightDecay,
        learningRates: Float32Array.of(learningRates[step]),
      });
      assertAlmostEquals(loss, expected, 2e-5, `loss of step ${step} is ${loss}`);
    }
    for (const [name, { values }] of Object.entries(await network.parameters())) {
      const options = { name: `${name} after ten steps`, tolerance: 2e-5 };
      assertAllClose(values, fixture.final[name], options);
    }
    await engine.close();
  });
}
