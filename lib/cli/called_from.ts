import { resolve } from "node:path";
import { UsageError } from "./usage_error.ts";

/** The folder that the command was called in: `deno task` changes to the project's. */
export function calledFrom(): string {
  return Deno.env.get("INIT_CWD") ?? Deno.cwd();
}

/** Variables with the folder for temporary files. */
const temporary = Deno.build.os === "windows" ? ["TMP", "TEMP"] : ["TMPDIR"];

/**
 * Makes paths in the environment absolute, relative to the folder that the command was called in:
 * `deno task` runs it in the project's folder, and kernels run in the notebooks'. This process has
 * read a relative `DENO_DIR` by then; the change is for the processes that it starts.
 *
 * @throws {UsageError} If the folder for temporary files does not exist.
 */
export function resolveEnvironment(
  environment: Pick<Deno.Env, "get" | "set"> = Deno.env,
): void {
  const typedIn = environment.get("INIT_CWD") ?? Deno.cwd();
  for (const name of ["HIGHWAY_DATA", "HIGHWAY_BLAS", "DENO_DIR", ...temporary]) {
    const path = environment.get(name);
    if (!path) continue;
    // "off", or a library for the system's loader.
    if (name === "HIGHWAY_BLAS" && !/[/\\]/.test(path)) continue;
    const absolute = resolve(typedIn, path);
    environment.set(name, absolute);
    if (temporary.includes(name) && !isFolder(absolute)) {
      throw new UsageError(
        `Cannot use the environment's ${name}, "${absolute}": there is no such folder`,
      );
    }
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
