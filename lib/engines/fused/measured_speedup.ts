import { fileURLToPath } from "node:url";

const inData = fileURLToPath(new URL("../../../data/blas_speedup.json", import.meta.url));

/**
 * How much faster a library is than WebAssembly: measured once and kept, so that a library at the
 * limit is not taken today and left tomorrow, which would change last digits.
 *
 * @param file Where measurements are kept, by library; a new one is made where it is damaged.
 */
export function measuredSpeedup(library: string, measure: () => number, file = inData): number {
  const known = readKnown(file);
  if (known[library] > 0) return known[library];
  const speedup = measure();
  if (Deno.permissions.querySync({ name: "write", path: file }).state === "granted") {
    try {
      Deno.writeTextFileSync(
        file,
        JSON.stringify({ ...known, [library]: speedup }, null, 2) + "\n",
      );
    } catch {
      // A folder that cannot be written to: it is measured again next time.
    }
  }
  return speedup;
}

function readKnown(file: string): Record<string, number> {
  try {
    return JSON.parse(Deno.readTextFileSync(file)) ?? {};
  } catch {
    return {}; // nothing was measured yet, or the file is damaged
  }
}
