import { join } from "node:path";
import { assertEquals, assertThrows } from "../testing/assert.ts";
import { resolveEnvironment } from "./called_from.ts";
import { UsageError } from "./usage_error.ts";

const temporary = Deno.build.os === "windows" ? "TEMP" : "TMPDIR";

/** These variables as a command that is typed in a folder leaves them to processes it starts. */
function resolved(variables: Record<string, string>): Record<string, string> {
  const environment = new Map(Object.entries(variables));
  resolveEnvironment(environment);
  return Object.fromEntries(environment);
}

Deno.test("paths in the environment are those of where the command was typed", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(join(folder, "new"));
  assertEquals(
    resolved({
      INIT_CWD: folder,
      HIGHWAY_DATA: "../data",
      HIGHWAY_BLAS: "./lib/libopenblas.so.0",
      DENO_DIR: "cache",
      [temporary]: "new",
    }),
    {
      INIT_CWD: folder,
      HIGHWAY_DATA: join(folder, "../data"),
      HIGHWAY_BLAS: join(folder, "lib/libopenblas.so.0"),
      DENO_DIR: join(folder, "cache"),
      [temporary]: join(folder, "new"),
    },
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("HIGHWAY_BLAS may be off, or a library for the loader to find", () => {
  for (const HIGHWAY_BLAS of ["off", "auto", "libopenblas.so.0", ""]) {
    assertEquals(resolved({ INIT_CWD: "/elsewhere", HIGHWAY_BLAS }).HIGHWAY_BLAS, HIGHWAY_BLAS);
  }
});

Deno.test("a folder for temporary files that is missing, or a file, is named", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(join(folder, "file"), "");
  for (const name of ["missing", "file"]) {
    assertThrows(
      () => resolved({ INIT_CWD: folder, [temporary]: name }),
      UsageError,
      `Cannot use the environment's ${temporary}, "${join(folder, name)}": there is no such folder`,
    );
  }
  await Deno.remove(folder, { recursive: true });
});
