import { assertThrows } from "../testing/assert.ts";
import { checkNetwork } from "./check_network.ts";
import { cifarNet19, mnistNet, withoutDropout } from "./convolutional_nets.ts";
import { highway, type NetworkSpec, plain } from "./network_spec.ts";

const sizes = { depth: 3, inputSize: 4, classes: 2 };

Deno.test("checkNetwork() takes specifications that functions make, with fields of later versions", () => {
  const specs = [
    plain({ ...sizes, activation: "relu", initializer: "he-normal" }),
    highway({ ...sizes, gateBias: 0 }),
    mnistNet({ maps: 16 }),
    withoutDropout(cifarNet19({ classes: 100 })),
  ];
  for (const spec of specs) {
    checkNetwork(spec);
    checkNetwork({ ...JSON.parse(JSON.stringify(spec)), later: true });
  }
});

Deno.test("checkNetwork() refuses other specifications, and says why", () => {
  const cases: [object, string][] = [
    [{ ...plain(sizes), depth: 1e9 }, "depth must be at most 100000, received 1000000000"],
    [
      { ...plain(sizes), width: undefined },
      "width must be 71 with these settings, received un",
    ],
    [{ ...plain(sizes), architecture: "deep" }, 'received "deep", "tanh"'],
    [{ ...highway(sizes), gateBias: "0" }, "gateBias must be a finite number, received 0"],
    [
      { ...mnistNet({ maps: 16 }), depth: 10 },
      "depth must be 9 with these settings, received 10",
    ],
    [{ ...mnistNet({ maps: 16 }), activation: "gelu" }, 'received "convolutional", "gelu"'],
    [mnistNet({ maps: 16 }).stages, "its architecture must be plain, highway or convolutional"],
  ];
  for (const [spec, message] of cases) {
    assertThrows(() => checkNetwork(spec as NetworkSpec), RangeError, message);
  }
  assertThrows(
    () => mnistNet({ maps: 1e6 }),
    RangeError,
    "the number of its parameters must be at most 536870912",
  );
});
