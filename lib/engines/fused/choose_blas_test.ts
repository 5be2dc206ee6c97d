import { join } from "node:path";
import { initialize } from "../../models/initialize.ts";
import { highway } from "../../models/network_spec.ts";
import { assert, assertEquals, assertRejects } from "../../testing/assert.ts";
import { buildBlas, hasCompiler } from "../../testing/blas_library.ts";
import { createFusedEngine } from "./engine.ts";
import { usualProducts } from "./products.ts";
import { tryBlas } from "./try_blas.ts";

/** A test with a folder for libraries, where there is a C compiler. */
function testLibraries(name: string, test: (folder: string) => Promise<void>): void {
  Deno.test({
    name: hasCompiler ? name : `${name} (no cc)`,
    ignore: !hasCompiler,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        await test(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

testLibraries("createFusedEngine() takes a BLAS whose products are right", async (folder) => {
  const blas = await buildBlas(folder, "right.so");
  const engine = await createFusedEngine({ threads: 1, blas });
  assertEquals([engine.blas, engine.rejected], ["right.so", []]);
  await engine.close();
});

testLibraries("createFusedEngine() refuses a BLAS whose products are wrong", async (folder) => {
  const faults: Record<string, string> = {
    "everywhere": "*to = 0",
    "transposed": "if (transposed) *to = 0",
    "accumulating": "if (beta != 0) *to = sum",
    "accumulating always": "*to += beta == 0 ? *to : 0",
    "reading C": "if (beta == 0) *to = sum + 0 * c[i * ldc + n]",
    "one stride": "if (lda == 52) *to = 0",
    "odd sizes": "if (m > 1 && m % 2 && i == m - 1) *to = 0",
    "the last column": "if (j == n - 1) *to *= 1.001f",
    "between rows": "if (j == n - 1 && ldc > n) to[1] = 0",
    "half precision": "*to = ldexpf(roundf(ldexpf(*to, 8)), -8)",
  };
  await Promise.all(
    Object.values(faults).map((fault, index) => buildBlas(folder, `${index}.so`, fault)),
  );
  const paths = Object.keys(faults).map((_, index) => join(folder, `${index}.so`));
  const trials = await Array.fromAsync(tryBlas(paths, usualProducts()));
  for (const [index, name] of Object.keys(faults).entries()) {
    assertEquals(trials[index].state, "wrong", name);
  }
  await assertRejects(
    () => createFusedEngine({ blas: paths[0] }),
    Error,
    `Cannot use BLAS "${paths[0]}": element [0, 0] of [1, 2]·[2, 52] must be `,
  );
});

testLibraries("tryBlas() goes on after a BLAS that ends or never returns", async (folder) => {
  const right = await buildBlas(folder, "right.so");
  const crashes = await buildBlas(folder, "crashes.so", "abort()");
  const exits = await buildBlas(folder, "exits.so", "exit(0)");
  const hangs = await buildBlas(folder, "hangs.so", "for (;;)");
  const libraries = [crashes, exits, hangs, right, join(folder, "none.so")];
  const trials = await Array.fromAsync(tryBlas(libraries, usualProducts(), 4000));
  assertEquals(trials.map(({ path }) => path), libraries);
  const reasons = trials.map((trial) => trial.state === "right" ? "right" : trial.reason);
  assertEquals(reasons.slice(0, 4), [
    "it ended the process that tried it (SIGABRT)",
    "it ended the process that tried it (exit code 0)",
    "it did not return within 4 s",
    "right",
  ]);
  assertEquals(trials[4].state, "absent");
});

testLibraries("a BLAS is refused for a net whose products it gets wrong", async (folder) => {
  const blas = await buildBlas(folder, "narrow.so", "if (n == 36) *to = 0");
  const engine = await createFusedEngine({ threads: 1, blas });
  const load = (width: number) => {
    const spec = highway({ depth: 2, width, inputSize: 6, classes: 3 });
    return engine.load(spec, initialize(spec, { seed: 1 }));
  };
  await load(50);
  await assertRejects(() => load(33), Error, "Cannot run the network with narrow.so: element ");
  await load(32);
  await engine.close();
});

/** Starts an engine in a process of its own; resolves to what it says of its BLAS. */
async function choiceOf(env: Record<string, string>) {
  const script = `
    import { createFusedEngine } from ${JSON.stringify(import.meta.resolve("./engine.ts"))};
    const { blas, rejected } = await createFusedEngine({ threads: 1 });
    console.log(JSON.stringify({ blas, rejected }));`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", script],
    env: { HIGHWAY_BLAS: "", ...env },
  }).output();
  const text = new TextDecoder().decode(success ? stdout : stderr);
  return success ? JSON.parse(text) as { blas: string; rejected: string[] } : text;
}

testLibraries("a wrong libopenblas.so.0 that the linker finds is passed over", async (folder) => {
  await buildBlas(folder, "libopenblas.so.0", "*to = 0");
  const choice = await choiceOf({ LD_LIBRARY_PATH: folder });
  assert(typeof choice !== "string", String(choice));
  assert(choice.blas !== "libopenblas.so.0", choice.blas);
  assertEquals(
    choice.rejected[0].split(" must be")[0],
    "libopenblas.so.0: element [0, 0] of [1, 2]·[2, 52]",
  );
});

testLibraries("HIGHWAY_BLAS does not make a wrong BLAS right", async (folder) => {
  const HIGHWAY_BLAS = await buildBlas(folder, "zeros.so", "*to = 0");
  const failed = String(await choiceOf({ HIGHWAY_BLAS }));
  assert(failed.includes(`Cannot use BLAS "${HIGHWAY_BLAS}": element [0, 0] of `), failed);
});
