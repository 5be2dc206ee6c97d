import { assertEquals } from "../testing/assert.ts";
import { history } from "../testing/synthetic_frames.ts";
import { medianSeeds } from "./median_seeds.ts";

Deno.test("medianSeeds() takes the net of the median final loss, diverged ones the last", () => {
  const nets = (losses: number[]) =>
    losses.map((loss, index) => history({ "highway 50": [1, loss] }, { seed: index + 1 }))
      .reduce((a, b) => a.vstack(b));
  assertEquals(medianSeeds(nets([0.3, 0.1, 0.2])), { mnist: 3 });
  assertEquals(medianSeeds(nets([NaN, 0.1, 0.2])), { mnist: 3 });
  assertEquals(medianSeeds(nets([0.4, 0.1, 0.2, 0.3])), { mnist: 3 }); // the lower of two
  assertEquals(medianSeeds(nets([0.5])), { mnist: 1 });
});
