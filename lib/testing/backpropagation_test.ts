import { assertAlmostEquals } from "./assert.ts";
import { assertAllClose } from "./assert_close.ts";
import { backpropagate } from "./backpropagation.ts";
import { randomExamples } from "./random_examples.ts";
import { float64, meanLoss, numericGradient } from "./reference.ts";
import { initialize } from "../models/initialize.ts";
import { activations, highway, plain } from "../models/network_spec.ts";

Deno.test("backpropagate() agrees with central differences", () => {
  const examples = randomExamples({ count: 8, size: 6, classes: 3 });
  const rows = Uint32Array.of(2, 7, 1);
  for (const activation of activations) {
    for (const make of [plain, highway]) {
      const spec = make({ depth: 4, width: 5, inputSize: 6, classes: 3, activation });
      const w = float64(initialize(spec, { seed: 1 }));
      const { loss, gradients } = backpropagate(spec, w, { examples, rows });
      assertAlmostEquals(loss, meanLoss(spec, w, { examples, rows }), 1e-12);
      for (const [name, expected] of Object.entries(numericGradient(spec, w, { examples, rows }))) {
        // Differences of a loss near 1 with a step of 1e-5 are good to 1e-9 or so.
        assertAllClose(gradients[name], expected, {
          name: `${spec.architecture} ${activation} ${name}`,
          tolerance: 1e-8,
        });
      }
    }
  }
});
