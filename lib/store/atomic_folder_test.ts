import { createHash } from "node:crypto";
import { join } from "node:path";
import { assertEquals, assertRejects, assertThrows } from "../testing/assert.ts";
import { DamageError, readSealed, recover, writeSealed } from "./atomic_folder.ts";

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

/** What was read, as plain arrays. */
function read(folder: string) {
  const found = readSealed(folder, limits);
  return found && Object.fromEntries(Object.entries(found).map(([name, b]) => [name, [...b]]));
}

Deno.test("readSealed() gives back what writeSealed() wrote, and the newest", () =>
  withFolder(async (folder, scratch) => {
    assertEquals(readSealed(folder, limits), undefined);
    await writeSealed(folder, files, scratch);
    assertEquals(read(folder), { "a.txt": [1, 2, 3], "empty": [] });
    await writeSealed(folder, others, scratch);
    assertEquals(read(folder), { "a.txt": [4] });
    assertEquals([...Deno.readDirSync(scratch)].map(({ name }) => name), ["sealed"]);
  }));

Deno.test("writeSealed() leaves what was there where it cannot write", () =>
  withFolder(async (folder, scratch) => {
    await writeSealed(folder, files, scratch);
    const impossible = { ...others, "no/such/folder": new Uint8Array() };
    await assertRejects(
      () => writeSealed(folder, impossible, scratch),
      Error,
      `Cannot write "${folder}": No such file`,
    );
    assertEquals(read(folder), { "a.txt": [1, 2, 3], "empty": [] });
    assertEquals([...Deno.readDirSync(scratch)].map(({ name }) => name), ["sealed"]);
  }));

Deno.test("writeSealed() puts back what it cannot replace", () =>
  withFolder(async (folder, scratch) => {
    await writeSealed(folder, files, scratch);
    const { rename } = Deno;
    Deno.rename = (from, to) =>
      to === folder && `${from}`.endsWith(".partial")
        ? Promise.reject(new Error("no luck"))
        : rename(from, to);
    try {
      await assertRejects(() => writeSealed(folder, others, scratch), Error, "no luck");
    } finally {
      Deno.rename = rename;
    }
    assertEquals(read(folder), { "a.txt": [1, 2, 3], "empty": [] });
    assertEquals([...Deno.readDirSync(scratch)].map(({ name }) => name), ["sealed"]);
  }));

Deno.test("recover() puts back what was being replaced, and only where nothing replaced it", () =>
  withFolder(async (folder, scratch) => {
    const replaced = join(scratch, ".replaced-sealed");
    await writeSealed(folder, files, scratch);
    await Deno.rename(folder, replaced);
    await recover(folder);
    assertEquals(read(folder), { "a.txt": [1, 2, 3], "empty": [] });
    await Deno.rename(folder, replaced);
    await Deno.mkdir(folder);
    await recover(folder);
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("writeSealed() and recover() copy a folder that cannot be renamed", () =>
  withFolder(async (folder, scratch) => {
    await writeSealed(folder, files, scratch);
    const image = new Set([folder]); // what overlayfs has in a lower layer
    const { rename } = Deno;
    Deno.rename = (from, to) =>
      image.has(`${from}`)
        ? Promise.reject(Object.assign(new Error("Invalid cross-device link"), { code: "EXDEV" }))
        : rename(from, to);
    try {
      await writeSealed(folder, others, scratch);
      assertEquals(read(folder), { "a.txt": [4] });
      const replaced = join(scratch, ".replaced-sealed");
      image.delete(folder);
      await Deno.rename(folder, replaced);
      image.add(replaced);
      await recover(folder);
      assertEquals(read(folder), { "a.txt": [4] });
    } finally {
      Deno.rename = rename;
    }
    assertEquals([...Deno.readDirSync(scratch)].map(({ name }) => name), ["sealed"]);
  }));

Deno.test("readSealed() refuses what is not what was written", () =>
  withFolder(async (folder, scratch) => {
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
      await writeSealed(folder, files, scratch);
      await damage();
      assertThrows(() => readSealed(folder, limits), DamageError, message);
    }
  }));
