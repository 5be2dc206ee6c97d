import { resolve } from "node:path";

/** The folder that the command was called in: `deno task` changes into the project's. */
export function calledFrom(): string {
  return Deno.env.get("INIT_CWD") ?? Deno.cwd();
}

/**
 * Makes the environment's `HIGHWAY_DATA` an absolute path, so that it means the same to kernels,
 * which run in the notebooks' folder.
 */
export function resolveHighwayData(): void {
  const folder = Deno.env.get("HIGHWAY_DATA");
  if (folder) Deno.env.set("HIGHWAY_DATA", resolve(calledFrom(), folder));
}
