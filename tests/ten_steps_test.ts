/**
 * Engines against PyTorch: logits, gradients, and the losses and parameters of ten steps of SGD
 * with momentum, a falling rate and a smaller last batch. The fixture is made by
 * `tests/fixtures/ten_steps.py`.
 *
 * @module
 */
import type { Engine } from "../lib/engines/engine.ts";
import { createFusedEngine } from "../lib/engines/fused/engine.ts";
import { createTfjsEngine } from "../lib/engines/tfjs/engine.ts";
import { type Activation, highway, plain } from "../lib/models/network_spec.ts";
import { parameterInfos } from "../lib/models/parameters.ts";
import { assertAlmostEquals } from "../lib/testing/assert.ts";
import { assertAllClose } from "../lib/testing/assert_close.ts";

interface Net {
  readonly architecture: "plain" | "highway";
  readonly activation: Activation;
  readonly pixels: number[];
  readonly labels: number[];
  readonly rows: number[];
  readonly initial: Record<string, number[]>;
  readonly logits: number[];
  readonly gradients: Record<string, number[]>;
  readonly losses: number[];
  readonly final: Record<string, number[]>;
}

interface Fixture {
  readonly depth: number;
  readonly width: number;
  readonly inputSize: number;
  readonly classes: number;
  readonly batchSize: number;
  readonly momentum: number;
  readonly learningRates: number[];
  readonly nets: Net[];
}

const fixture: Fixture = JSON.parse(
  await Deno.readTextFile(new URL("./fixtures/ten_steps.json", import.meta.url)),
);

const engines: Record<string, () => Promise<Engine>> = {
  "fused, 1 thread": () => createFusedEngine({ threads: 1, blas: "off" }),
  "fused, 2 threads": () => createFusedEngine({ threads: 2, blas: "off" }),
  "fused, BLAS if found": () => createFusedEngine({ threads: 2, blas: "auto" }),
  "TF.js wasm": () => createTfjsEngine("wasm"),
};

for (const [name, open] of Object.entries(engines)) {
  Deno.test(`${name}: ten steps are those of PyTorch`, async () => {
    const engine = await open();
    for (const net of fixture.nets) await compare(engine, net, name);
    await engine.close();
  });
}

async function compare(engine: Engine, net: Net, engineName: string): Promise<void> {
  const { inputSize: size, batchSize, learningRates, momentum } = fixture;
  const spec = (net.architecture === "plain" ? plain : highway)({
    ...fixture,
    activation: net.activation,
  });
  const parameters = Object.fromEntries(
    parameterInfos(spec).map(({ name, shape }) => [
      name,
      { shape, values: Float32Array.from(net.initial[name]) },
    ]),
  );
  const examples = {
    count: net.labels.length,
    size,
    pixels: Uint8Array.from(net.pixels),
    labels: Uint8Array.from(net.labels),
  };
  const rows = Uint32Array.from(net.rows);
  const name = `${engineName}, ${net.architecture} ${net.activation}`;
  const network = await engine.load(spec, parameters);

  // One forward and backward pass in float32 (1.2e-7) of sums of at most seven terms, four layers.
  const first = rows.slice(0, batchSize);
  const { logits } = await network.trace(examples, first);
  assertAllClose(logits, net.logits, { name: `${name}: logits`, tolerance: 2e-6 });
  const { gradients } = await network.gradients(examples, first);
  for (const [parameter, expected] of Object.entries(net.gradients)) {
    assertAllClose(gradients[parameter].values, expected, {
      name: `${name}: gradient of ${parameter}`,
      tolerance: 2e-6,
    });
  }

  // Ten steps carry on the errors of those before: a factor of a few.
  for (const [step, expected] of net.losses.entries()) {
    const { loss } = await network.trainEpoch(
      examples,
      rows.slice(step * batchSize, (step + 1) * batchSize),
      { batchSize, momentum, learningRates: Float32Array.of(learningRates[step]) },
    );
    assertAlmostEquals(loss, expected, 1e-5, `${name}: loss of step ${step} is ${loss}`);
  }
  const whole = await engine.load(spec, parameters);
  await whole.trainEpoch(examples, rows, {
    batchSize,
    momentum,
    learningRates: Float32Array.from(learningRates),
  });
  for (const trained of [network, whole]) {
    for (const [parameter, { values }] of Object.entries(await trained.parameters())) {
      assertAllClose(values, net.final[parameter], {
        name: `${name}: ${parameter} after ten steps`,
        tolerance: 1e-5,
      });
    }
  }
}
