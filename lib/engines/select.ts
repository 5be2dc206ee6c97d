import { checkOptions } from "../check_options.ts";
import { suggestion } from "../suggestion.ts";
import type { Engine } from "./engine.ts";
import { createFusedEngine } from "./fused/engine.ts";
import { type BackendName, backendNames, type EngineName, engineNames } from "./names.ts";
import { checkThreads } from "./fused/threads.ts";
import { createTfjsEngine } from "./tfjs/engine.ts";
import { networkKinds } from "./tfjs/preference.ts";

/** Which engine to start, and how. */
export interface EngineOptions {
  /** Defaults to "auto": the fused engine, or TF.js if a backend of it is named. */
  readonly engine?: EngineName;
  /** Of TF.js; defaults to "auto", the fastest that is there. */
  readonly backend?: BackendName;
  /** Workers of the fused engine; defaults to the number of cores. */
  readonly threads?: number;
  /** Kind of the networks to run, "dense" by default: the fused engine runs no others. */
  readonly networks?: "dense" | "convolutional";
}

/** Why "auto" takes the fused engine for dense nets even beside a GPU. */
export const whyFused =
  "starting the 3,000 operations of a step of a 50-layer net takes it longer than the fused engine " +
  "takes for the step, on any device (measured on CPUs)";

/**
 * Starts the engine and backend that were asked for; "auto" takes the fastest that is there and
 * runs the networks.
 *
 * @throws {TypeError} If an option is unknown.
 * @throws {RangeError} If a name is unknown, or a setting would do nothing.
 * @throws {Error} If what was named is not there, with what to do about it.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  checkOptions("createEngine()", options, {
    engine: "optional",
    backend: "optional",
    threads: "optional",
    networks: "optional",
  });
  const { engine = "auto", backend = "auto", threads, networks = "dense" } = options;
  checkName("engine", engine, engineNames);
  checkName("backend", backend, backendNames);
  checkName("kind of networks", networks, networkKinds);
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
    return { ...chosen, rejected: [...reasons, ...chosen.rejected] };
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
    throw new RangeError(
      `Unknown ${what} "${name}"${suggestion(name, names) || ":"} choose one of ${
        names.join(", ")
      }`,
    );
  }
}
