import { resolve } from "node:path";
import { UsageError } from "./usage_error.ts";

/** The folder that the command was called in: `deno task` changes into the project's. */
export function calledFrom(): string {
  return Deno.env.get("INIT_CWD") ?? Deno.cwd();
}

/** Variables that name the folder for temporary files. */
const temporary = Deno.build.os === "windows" ? ["TMP", "TEMP"] : ["TMPDIR"];

/**
 * Makes paths in the environment absolute, so that they mean what they mean where the command was
 * typed: `deno task` runs it in the project's folder, and kernels run in the notebooks'. A relative
 * `DENO_DIR` has been taken by this process itself as one in the project's folder by then; it is
 * mended for the processes that this one starts.
 *
 * @throws {UsageError} If the folder for temporary files is not there.
 */
export function resolveEnvironment(
  environment: Pick<Deno.Env, "get" | "set"> = Deno.env,
): void {
  const typedIn = environment.get("INIT_CWD") ?? Deno.cwd();
  for (const name of ["HIGHWAY_DATA", "HIGHWAY_BLAS", "DENO_DIR", ...temporary]) {
    const path = environment.get(name);
    if (!path) continue;
    // "off", or a library that the system's loader is to find.
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
