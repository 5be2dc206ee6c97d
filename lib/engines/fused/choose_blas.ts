import { isAbsolute, resolve } from "node:path";
import { blasCandidates } from "./blas.ts";
import { usualProducts } from "./products.ts";
import { steadySpeedup } from "./steady_speedup.ts";
import { tryBlas } from "./try_blas.ts";

/** Which matrix product an engine uses, and why. */
export interface BlasChoice {
  /** The library that is used, if one is. */
  readonly path?: string;
  /** "WebAssembly" or the library's name. */
  readonly description: string;
  /** Why a library was not taken. */
  readonly rejected: readonly string[];
}

/** A library must be this much faster than WebAssembly, or the next measurement might differ. */
const WORTH_IT = 1.2;

/** By what was asked for: a library that a process has tried stays as it is. */
const choices = new Map<string, Promise<BlasChoice>>();

/**
 * Chooses the product: that of the library at path `asked`, none if it is "off", and for "auto" the
 * first of this machine's whose products are right and faster than WebAssembly's. Libraries are
 * tried in a process of their own, once in the life of this one, which takes a tenth of a second.
 *
 * @throws {Error} If the library that was asked for cannot be used.
 */
export async function chooseBlas(asked: string): Promise<BlasChoice> {
  const without = (...rejected: string[]) => ({ description: "WebAssembly", rejected });
  if (asked === "off") return without();
  const forbidden = missingPermission();
  if (asked === "auto" && forbidden) return without(`BLAS: ${forbidden}`);
  if (forbidden) throw new Error(`Cannot use BLAS ${JSON.stringify(asked)}: ${forbidden}`);
  const choice = choices.get(asked) ?? (asked === "auto" ? findBlas() : useBlas(asked));
  choices.set(asked, choice);
  try {
    return await choice;
  } catch (error) {
    choices.delete(asked);
    throw error;
  }
}

/** Tries what is on this machine. */
async function findBlas(): Promise<BlasChoice> {
  const rejected: string[] = [];
  for await (const { path, ...trial } of tryBlas(blasCandidates, usualProducts())) {
    if (trial.state === "absent") continue;
    if (trial.state === "wrong") {
      rejected.push(`${trial.name}: ${trial.reason}`);
      continue;
    }
    const speedup = steadySpeedup(trial.identity, trial.speedup);
    if (speedup >= WORTH_IT) return { path, description: trial.name, rejected };
    rejected.push(`${trial.name}: it is ${speedup.toFixed(1)} times as fast as WebAssembly`);
  }
  if (rejected.length === 0) {
    rejected.push(`BLAS: none of ${blasCandidates.join(", ")} was found`);
  }
  return { description: "WebAssembly", rejected };
}

/** Tries the library that was named. */
async function useBlas(asked: string): Promise<BlasChoice> {
  // Without a slash it is a name that the dynamic linker knows.
  const path = /[\\/]/.test(asked) && !isAbsolute(asked) ? resolve(asked) : asked;
  const [trial] = await Array.fromAsync(tryBlas([path], usualProducts()));
  if (trial.state === "right") return { path, description: trial.name, rejected: [] };
  throw new Error(`Cannot use BLAS ${JSON.stringify(path)}: ${trial.reason}`);
}

/** Why libraries cannot be tried, if so. */
function missingPermission(): string | undefined {
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") {
    return "Deno may not call native code, it would with --allow-ffi";
  }
  if (Deno.permissions.querySync({ name: "run", command: Deno.execPath() }).state !== "granted") {
    return "Deno may not try libraries in a process of their own, it would with --allow-run";
  }
}
