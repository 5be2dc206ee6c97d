import type { Engine } from "./engine.ts";
import { type BackendName, backendNames } from "./tfjs/backend.ts";
import { createTfjsEngine } from "./tfjs/engine.ts";

/** Engines that can be asked for. */
export const engineNames = ["auto", "tfjs"] as const;
export type EngineName = (typeof engineNames)[number];

/**
 * Starts the engine and backend that were asked for; "auto" takes the fastest that is there.
 *
 * @throws {RangeError} If a name is unknown.
 * @throws {Error} If what was named is not there, with what to do about it.
 */
export async function createEngine(
  { engine, backend }: { engine: EngineName; backend: BackendName },
): Promise<Engine> {
  checkName("engine", engine, engineNames);
  checkName("backend", backend, backendNames);
  return await createTfjsEngine(backend);
}

function checkName(what: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) {
    throw new RangeError(`Unknown ${what} "${name}": choose one of ${names.join(", ")}`);
  }
}
