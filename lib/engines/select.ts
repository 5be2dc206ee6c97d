import type { Engine } from "./engine.ts";
import { createFusedEngine } from "./fused/engine.ts";
import { type BackendName, backendNames, type EngineName, engineNames } from "./names.ts";
import { checkThreads } from "./fused/threads.ts";
import { createTfjsEngine } from "./tfjs/engine.ts";
import type { NetworkKind } from "./tfjs/preference.ts";

/** Which engine to start, and how. */
export interface EngineOptions {
  /** "auto" is the fused engine, or TF.js if a backend of it is named. */
  readonly engine: EngineName;
  readonly backend: BackendName;
  /** Workers of the fused engine; as many as there are cores unless given. */
  readonly threads?: number;
  /** What is to be run: the fused engine runs dense nets only. They are dense unless given. */
  readonly networks?: NetworkKind;
}

/** Why "auto" takes the fused engine for dense nets even beside a GPU. */
export const whyFused =
  "starting the 3,000 operations of a step of a 50-layer net takes it longer than the fused engine " +
  "takes for the step, on any device (measured on CPUs)";

/**
 * Starts the engine and backend that were asked for; "auto" takes the fastest that is there and
 * runs the networks.
 *
 * @throws {RangeError} If a name is unknown, or a setting would do nothing.
 * @throws {Error} If what was named is not there, with what to do about it.
 */
export async function createEngine(
  { engine, backend, threads, networks = "dense" }: EngineOptions,
): Promise<Engine> {
  checkName("engine", engine, engineNames);
  checkName("backend", backend, backendNames);
  if (threads !== undefined) checkThreads(threads);
  if (networks === "convolutional" && engine === "fused") {
    throw new RangeError(
      'Cannot run convolutional nets in the fused engine: choose engine "auto" or "tfjs"',
    );
  }
  if (networks === "convolutional" && engine === "auto" && backend === "auto") {
    const chosen = await createTfjsEngine(backend, networks);
    const reasons = ["fused engine: it runs dense nets only"];
    if (threads !== undefined) reasons.push(`${threads} threads: TF.js chooses its own`);
    return { ...chosen, passedOver: [...reasons, ...chosen.passedOver] };
  }
  if (engine === "tfjs" || (engine === "auto" && backend !== "auto")) {
    if (threads !== undefined) {
      throw new RangeError("Cannot set the number of threads: TF.js chooses its own");
    }
    return await createTfjsEngine(backend, networks);
  }
  if (backend !== "auto") {
    throw new RangeError(`Cannot use backend "${backend}" in the fused engine: it is one of TF.js`);
  }
  return await createFusedEngine({ threads });
}

function checkName(what: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) {
    throw new RangeError(`Unknown ${what} "${name}": choose one of ${names.join(", ")}`);
  }
}
