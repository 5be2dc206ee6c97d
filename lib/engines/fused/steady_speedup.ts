import { fileURLToPath } from "node:url";

const inData = fileURLToPath(new URL("../../../data/blas_speedup.json", import.meta.url));

/** Measurements on a busy machine differ by less. */
const DOUBT = 2;

/**
 * How much faster a library is than WebAssembly: as it was first measured, so that a library at the
 * limit is not taken today and left tomorrow, which would change last digits. Where today's
 * measurement is another altogether, it replaces the first.
 *
 * @param identity Of the library, its kernels and the processor.
 * @param file Where measurements are kept, by identity; a new one is made where it is damaged.
 */
export function steadySpeedup(identity: string, measured: number, file = inData): number {
  const known = readKnown(file);
  const first = known[identity];
  if (first <= measured * DOUBT && first >= measured / DOUBT) return first;
  if (Deno.permissions.querySync({ name: "write", path: file }).state === "granted") {
    try {
      Deno.writeTextFileSync(
        file,
        JSON.stringify({ ...known, [identity]: measured }, null, 2) + "\n",
      );
    } catch {
      // A folder that cannot be written to: it is measured again next time.
    }
  }
  return measured;
}

function readKnown(file: string): Record<string, number> {
  try {
    return JSON.parse(Deno.readTextFileSync(file)) ?? {};
  } catch {
    return {}; // nothing was measured yet, or the file is damaged
  }
}
