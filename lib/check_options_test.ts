import { checkOptions } from "./check_options.ts";
import { assertThrows } from "./testing/assert.ts";

interface Options {
  readonly depth: number;
  readonly gateBias?: number;
}

/** Options as a notebook may pass them, where nothing checks types. */
function check(options: unknown): void {
  checkOptions("highway()", options as Options, { depth: "required", gateBias: "optional" });
}

Deno.test("checkOptions() refuses unknown options by name, with the nearest known one", () => {
  check({ depth: 3 });
  check({ depth: 3, gateBias: undefined });
  assertThrows(
    () => check({ depth: 3, gateBais: -2 }),
    TypeError,
    'Cannot call highway(): unknown option "gateBais", did you mean "gateBias"? it takes depth, ' +
      "gateBias",
  );
  assertThrows(
    () => check({ depth: 3, colour: "red" }),
    TypeError,
    'unknown option "colour", it takes depth, gateBias',
  );
});

Deno.test("checkOptions() names missing options", () => {
  for (const options of [undefined, {}, { depth: undefined, gateBias: 1 }]) {
    assertThrows(
      () => check(options),
      TypeError,
      "Cannot call highway(): it needs the option depth",
    );
  }
  assertThrows(() => check("deep"), TypeError, 'its options must be an object, received "deep"');
});
