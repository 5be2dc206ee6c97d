/**
 * A process of its own that tries BLAS libraries, as a wrong one may end it or never return. Its
 * argument is an {@linkcode Assignment} as JSON; for each library it writes a {@linkcode Trial} on
 * a line that begins with {@linkcode MARK}.
 *
 * @module
 */
import type { Assignment } from "./try_blas.ts";

const { limit }: Assignment = JSON.parse(Deno.args[0]);
// Native code is not interrupted, in any thread: only the end of the process ends it.
Deno.unrefTimer(setTimeout(() => Deno.kill(Deno.pid, "SIGKILL"), limit));
new Worker(new URL("./blas_trial.ts", import.meta.url), { type: "module" });
