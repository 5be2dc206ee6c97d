import { assertEquals, assertRejects, assertStringIncludes } from "../testing/assert.ts";
import { gzip, idx, TemporaryFolder } from "./_fixtures.ts";
import { readIdx } from "./idx.ts";

const pixels = Array.from({ length: 2 * 3 * 4 }, (_, index) => index * 10);
const images = idx(2051, [2, 3, 4], pixels);
const labels = idx(2049, [5], [0, 9, 3, 9, 1]);

Deno.test("readIdx() reads plain and gzipped files alike, by content and not by name", async () => {
  await using folder = new TemporaryFolder();
  for (const [name, content] of [["plain.gz", images], ["packed", gzip(images)]] as const) {
    const read = await readIdx(folder.write(name, content), "images");
    assertEquals([read.count, ...read.values], [2, ...pixels]);
    // Python: hashlib.sha256(struct.pack(">IIII", 2051, 2, 3, 4) + bytes(range(0, 240, 10)))
    assertEquals(read.digest, "7e046854484d44b1b88f1c1275ee18aff61ca193f53f65c55e1542f02679b778");
  }
});

Deno.test("readIdx() reads labels", async () => {
  await using folder = new TemporaryFolder();
  const { count, values } = await readIdx(folder.write("labels", labels), "labels");
  assertEquals([count, ...values], [5, 0, 9, 3, 9, 1]);
});

Deno.test("readIdx() names the kind of another file", async () => {
  await using folder = new TemporaryFolder();
  const message = async (content: Uint8Array | string) => {
    const path = folder.write("images", content);
    const error = await assertRejects(() => readIdx(path, "images"), SyntaxError);
    assertStringIncludes(error.message, JSON.stringify(path));
    return error.message;
  };
  const page = "<!DOCTYPE html><title>Not here</title>";
  assertStringIncludes(
    await message(idx(2049, [20], pixels)),
    "images start with magic number 2051, received 2049 (labels)",
  );
  assertStringIncludes(await message(page), "received 1008813135 (an HTML page)");
  assertStringIncludes(await message(idx(7, [2, 3, 4], pixels)), "received 7 (no IDX file)");
  assertStringIncludes(await message(""), "its header must be 16 bytes, received 0 in all");
  assertStringIncludes(await message(gzip(images.subarray(0, 9))), "16 bytes, received 9 in all");
});

Deno.test("readIdx() refuses a count that does not match the bytes", async () => {
  await using folder = new TemporaryFolder();
  const cut = images.subarray(0, -1);
  const longer = Uint8Array.from([...images, 0]);
  for (
    const [content, expected] of [
      [cut, "announces 40 bytes, received 39"],
      [longer, "announces 40 bytes, received 41"],
      [gzip(cut), "announces 40 bytes, received 39"],
      [gzip(longer), "announces 40 bytes, received 41"],
    ] as const
  ) {
    const path = folder.write("images", content);
    await assertRejects(() => readIdx(path, "images"), SyntaxError, expected);
  }
});

Deno.test("readIdx() refuses truncated or corrupt gzip, and trailing bytes", async () => {
  await using folder = new TemporaryFolder();
  const packed = gzip(images);
  const corrupt = packed.slice();
  corrupt[corrupt.length - 6] ^= 1; // in the checksum
  for (const content of [packed.subarray(0, -9), corrupt, Uint8Array.from([...packed, 1, 2, 3])]) {
    const path = folder.write("images.gz", content);
    const error = await assertRejects(() => readIdx(path, "images"), SyntaxError, "Cannot unpack");
    assertStringIncludes(error.message, JSON.stringify(path));
  }
});

Deno.test("readIdx() refuses a header that announces more than the file has", async () => {
  await using folder = new TemporaryFolder();
  for (const pack of [(content: Uint8Array) => content, gzip]) {
    const huge = folder.write("huge", pack(idx(2051, [4e9, 4e9, 4e9], pixels)));
    await assertRejects(() => readIdx(huge, "images"), SyntaxError, "6.4e+28 bytes, received 40");
  }
});

Deno.test("readIdx() rejects with NotFound for a file that is not there", async () => {
  await assertRejects(() => readIdx("/nowhere/images", "images"), Deno.errors.NotFound);
});
