import type { Engine } from "../engines/engine.ts";

/** A way to run networks, as tests open it. */
export interface EngineToTest {
  readonly name: string;
  /** Why it is not on this machine. */
  readonly absent?: string;
  open(): Promise<Engine>;
}

/**
 * Registers a test for each of `engines`, which is open while it runs. Those that are not on this
 * machine are ignored, and the test's name says why.
 */
export function testEngines(
  engines: readonly EngineToTest[],
  promise: string,
  test: (engine: Engine) => Promise<void>,
): void {
  for (const { name, absent, open } of engines) {
    Deno.test({
      name: `${name}: ${promise}${absent ? ` (${absent})` : ""}`,
      ignore: absent !== undefined,
      async fn() {
        const engine = await open();
        try {
          await test(engine);
        } finally {
          await engine.close();
        }
      },
    });
  }
}
