import { assertEquals, assertRejects, assertStringIncludes } from "../testing/assert.ts";
import { gzip, idx, TemporaryFolder } from "./_fixtures.ts";
import { readIdxImages, readIdxLabels } from "./idx.ts";

const pixels = Array.from({ length: 2 * 3 * 4 }, (_, index) => index * 10);
const images = idx(2051, [2, 3, 4], pixels);
const labels = idx(2049, [5], [0, 9, 3, 9, 1]);

Deno.test("readIdxImages() reads plain and gzipped files alike, by content and not by name", async () => {
  await using folder = new TemporaryFolder();
  for (const [name, content] of [["plain.gz", images], ["packed", gzip(images)]] as const) {
    const read = await readIdxImages(folder.write(name, content));
    assertEquals([read.count, read.height, read.width], [2, 3, 4]);
    assertEquals([...read.pixels], pixels);
    // Python: hashlib.sha256(struct.pack(">IIII", 2051, 2, 3, 4) + bytes(range(0, 240, 10)))
    assertEquals(read.digest, "7e046854484d44b1b88f1c1275ee18aff61ca193f53f65c55e1542f02679b778");
  }
});

Deno.test("readIdxLabels() reads labels and refuses one that is out of range", async () => {
  await using folder = new TemporaryFolder();
  const path = folder.write("labels", labels);
  assertEquals([...(await readIdxLabels(path, 10)).labels], [0, 9, 3, 9, 1]);
  await assertRejects(
    () => readIdxLabels(path, 9),
    RangeError,
    `Cannot read ${JSON.stringify(path)}: labels must be below 9, received 9 at index 1`,
  );
});

Deno.test("readIdxImages() says which other kind of file it received", async () => {
  await using folder = new TemporaryFolder();
  const message = async (content: Uint8Array | string) => {
    const path = folder.write("images", content);
    const error = await assertRejects(() => readIdxImages(path), SyntaxError);
    assertStringIncludes(error.message, JSON.stringify(path));
    return error.message;
  };
  const page = "<!DOCTYPE html><title>Not here</title>";
  assertStringIncludes(
    await message(idx(2049, [20], pixels)),
    "2051, received 2049 (a label file)",
  );
  assertStringIncludes(await message(page), "received 1008813135 (an HTML page)");
  assertStringIncludes(await message(idx(7, [2, 3, 4], pixels)), "received 7 (not an IDX file)");
  assertStringIncludes(await message(""), "its header must be 16 bytes, received 0 in all");
  assertStringIncludes(await message(gzip(images.subarray(0, 9))), "16 bytes, received 9 in all");
});

Deno.test("readIdxImages() refuses a count that does not match the bytes", async () => {
  await using folder = new TemporaryFolder();
  const cut = images.subarray(0, -1);
  const longer = Uint8Array.from([...images, 0]);
  for (
    const [content, expected] of [
      [cut, "announces 40 bytes, received 39"],
      [longer, "announces 40 bytes, received 41"],
      [gzip(cut), "announces 40 bytes, received 39"],
      [gzip(longer), "announces 40 bytes, received more"],
    ] as const
  ) {
    const path = folder.write("images", content);
    await assertRejects(() => readIdxImages(path), SyntaxError, expected);
  }
});

Deno.test("readIdxImages() refuses truncated or corrupt gzip, and what follows it", async () => {
  await using folder = new TemporaryFolder();
  const packed = gzip(images);
  const corrupt = packed.slice();
  corrupt[corrupt.length - 6] ^= 1; // in the checksum
  for (const content of [packed.subarray(0, -9), corrupt, Uint8Array.from([...packed, 1, 2, 3])]) {
    const path = folder.write("images.gz", content);
    const error = await assertRejects(() => readIdxImages(path), SyntaxError, "Cannot unpack");
    assertStringIncludes(error.message, JSON.stringify(path));
  }
});

Deno.test("readIdxImages() refuses a header that claims more than the file can hold", async () => {
  await using folder = new TemporaryFolder();
  for (const pack of [(content: Uint8Array) => content, gzip]) {
    const huge = folder.write("huge", pack(idx(2051, [4e9, 4e9, 4e9], pixels)));
    await assertRejects(() => readIdxImages(huge), RangeError, "4000000000 x 4000000000 x 4");
    const none = folder.write("none", pack(idx(2051, [0, 28, 28], [])));
    await assertRejects(() => readIdxImages(none), RangeError, "announces 0 x 28 x 28");
  }
  // Below the limit: told from the size of the file, before anything is allocated or unpacked.
  const header = idx(2051, [300_000, 28, 28], pixels);
  const plain = folder.write("plain", header);
  await assertRejects(() => readIdxImages(plain), SyntaxError, "235200016 bytes, received 40");
  const packed = folder.write("packed", gzip(header));
  await assertRejects(() => readIdxImages(packed), SyntaxError, "which cannot hold them");
});

Deno.test("readIdxLabels() stops unpacking a bomb at what its header announces", async () => {
  await using folder = new TemporaryFolder();
  const content = new Uint8Array(20_000_000);
  content.set(idx(2049, [1000], []));
  const bomb = gzip(content);
  bomb[bomb.length - 6] ^= 1; // whoever unpacks it to its end finds a wrong checksum
  const path = folder.write("bomb.gz", bomb);
  await assertRejects(() => readIdxLabels(path, 10), SyntaxError, "1008 bytes, received more");
});

Deno.test("readIdxImages() rejects with NotFound for a file that is not there", async () => {
  await assertRejects(() => readIdxImages("/nowhere/images"), Deno.errors.NotFound);
});
