import { join } from "node:path";
import { checkReplaceable, replaceFile } from "./replace_file.ts";
import { assertEquals, assertRejects } from "../testing/assert.ts";

async function inFolder(use: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("replaceFile() writes text or bytes, new or in place of a file or a link's", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    await replaceFile(path, "first");
    await Deno.symlink("file", join(folder, "link"));
    await replaceFile(join(folder, "link"), Uint8Array.of(50, 110, 100));
    assertEquals(await Deno.readTextFile(path), "2nd");
    assertEquals((await Deno.lstat(join(folder, "link"))).isSymlink, true);
    assertEquals(names(folder), ["file", "link"]);
  }));

Deno.test("replaceFile() keeps the older file, and nothing else, if it fails", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    await replaceFile(path, "whole");
    const { write } = Deno.FsFile.prototype;
    let writes = 0;
    // A disk that is full after four bytes.
    Deno.FsFile.prototype.write = function (bytes) {
      return writes++ === 0
        ? write.call(this, bytes.subarray(0, 4))
        : Promise.reject(new Error("No space left on device"));
    };
    try {
      await assertRejects(
        () => replaceFile(path, "longer than before"),
        Error,
        `Cannot write "${path}": No space left on device`,
      );
    } finally {
      Deno.FsFile.prototype.write = write;
    }
    assertEquals(await Deno.readTextFile(path), "whole");
    await Deno.mkdir(join(folder, "folder"));
    await assertRejects(() => replaceFile(join(folder, "folder"), "x"), Error, "Cannot write");
    assertEquals(names(folder), ["file", "folder"]);
  }));

Deno.test("checkReplaceable() fails as replaceFile() would, and leaves nothing", () =>
  inFolder(async (folder) => {
    await checkReplaceable(join(folder, "new", "file"));
    assertEquals([names(folder), names(join(folder, "new"))], [["new"], []]);
    await assertRejects(() => checkReplaceable(join(folder, "new")), Error, "it is a folder");
    await Deno.writeTextFile(join(folder, "file"), "");
    await assertRejects(
      () => checkReplaceable(join(folder, "file", "page")),
      Error,
      `Cannot write "${join(folder, "file", "page")}": `,
    );
  }));
