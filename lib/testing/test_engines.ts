import type { Engine } from "../engines/engine.ts";

/** An engine for tests. */
export interface EngineToTest {
  readonly name: string;
  /** Reason why this machine does not have it. */
  readonly absent?: string;
  open(): Promise<Engine>;
}

/**
 * Registers a test for each engine, which is open during the test. Tests of absent engines are
 * ignored, and their names have the reason.
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
