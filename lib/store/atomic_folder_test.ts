import { createHash } from "node:crypto";
import { join } from "node:path";
import { assertEquals, assertRejects, assertThrows } from "../testing/assert.ts";
import { DamageError, readFolder, writeFolder } from "./atomic_folder.ts";

const files = { "a.txt": Uint8Array.of(1, 2, 3), "empty": new Uint8Array() };
const limits = { "a.txt": 100, "empty": 100 };
const others = { "a.txt": Uint8Array.of(4) };

async function withFolder(use: (folder: string, scratch: string) => Promise<void>) {
  const scratch = await Deno.makeTempDir();
  try {
    await use(join(scratch, "sealed"), scratch);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/** The read files as plain arrays. */
function read(folder: string) {
  const found = readFolder(folder, limits);
  return found && Object.fromEntries(Object.entries(found).map(([name, b]) => [name, [...b]]));
}

Deno.test("readFolder() reads the newest files of writeFolder()", () =>
  withFolder(async (folder, scratch) => {
    assertEquals(readFolder(folder, limits), undefined);
    await writeFolder(folder, files);
    assertEquals(read(folder), { "a.txt": [1, 2, 3], "empty": [] });
    await writeFolder(folder, others);
    assertEquals(read(folder), { "a.txt": [4] });
    assertEquals([...Deno.readDirSync(scratch)].map(({ name }) => name), ["sealed"]);
  }));

Deno.test("writeFolder() keeps the older folder if it cannot write", () =>
  withFolder(async (folder, scratch) => {
    await writeFolder(folder, files);
    const impossible = { ...others, "no/such/folder": new Uint8Array() };
    await assertRejects(
      () => writeFolder(folder, impossible),
      Error,
      `Cannot write "${folder}": No such file`,
    );
    assertEquals(read(folder), { "a.txt": [1, 2, 3], "empty": [] });
    assertEquals([...Deno.readDirSync(scratch)].map(({ name }) => name), ["sealed"]);
  }));

Deno.test("readFolder() refuses changed files", () =>
  withFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    const manifest = (names: string[]) => {
      const seals = Object.fromEntries(names.map((name) => [name, { bytes: 0, sha256: "" }]));
      const sha256 = createHash("sha256").update(JSON.stringify(seals)).digest("hex");
      return Deno.writeTextFile(path("manifest.json"), JSON.stringify({ files: seals, sha256 }));
    };
    const rewrite = async (from: string, to: string) => {
      const text = await Deno.readTextFile(path("manifest.json"));
      await Deno.writeTextFile(path("manifest.json"), text.replace(from, to));
    };
    const replace = async (name: string, make: (path: string) => Promise<unknown>) => {
      await Deno.remove(path(name), { recursive: true });
      await make(path(name));
    };
    const makePipe = (path: string) => new Deno.Command("mkfifo", { args: [path] }).output();
    const cases: [() => Promise<unknown>, string][] = [
      [() => rewrite('"bytes": 3', '"bytes": 2'), "manifest.json is not what was written"],
      [() => rewrite('"files"', '"tiles"'), "manifest.json is not what was written"],
      [() => Deno.writeFile(path("a.txt"), Uint8Array.of(1, 2)), "a.txt has 2 bytes, expected 3"],
      [() => Deno.writeFile(path("a.txt"), Uint8Array.of(1, 2, 4)), "a.txt has SHA-256 "],
      [() => Deno.remove(path("empty")), "empty is missing"],
      [() => Deno.remove(path("manifest.json")), "manifest.json is missing"],
      [() => Deno.writeTextFile(path("manifest.json"), "{"), "manifest.json is not JSON"],
      [() => Deno.writeTextFile(path("manifest.json"), "null"), "manifest.json is not what was"],
      [() => manifest(["../sealed/a.txt"]), 'manifest.json names "../sealed/a.txt", which is not'],
      [() => manifest([".."]), 'manifest.json names "..", which is not'],
      [() => replace("a.txt", (path) => Deno.mkdir(path)), "a.txt is not a file"],
      [() => replace("a.txt", (path) => Deno.symlink("a.txt", path)), "a.txt cannot be read: "],
      [() => replace("a.txt", makePipe), "a.txt is not a file"],
      [() => replace("manifest.json", makePipe), "manifest.json is not a file"],
      [() => Deno.truncate(path("a.txt"), 101), "a.txt has 101 bytes, expected at most 100"],
      [() => Deno.truncate(path("manifest.json"), 1e12), "expected at most 1048576"],
      [() => replace(".", (path) => Deno.writeTextFile(path, "")), "manifest.json cannot be read"],
    ];
    for (const [damage, message] of cases) {
      await writeFolder(folder, files);
      await damage();
      assertThrows(() => readFolder(folder, limits), DamageError, message);
    }
  }));
