import { assert, assertEquals, assertRejects, assertStringIncludes } from "../testing/assert.ts";
import { cifar100Records, classNames, tarGz, TemporaryFolder } from "./_fixtures.ts";
import { readCifar100, readCifar100Records, recordSize } from "./cifar100.ts";

const counts = { "train.bin": 3, "test.bin": 2 };
const files = {
  "train.bin": cifar100Records([5, 99, 0]),
  "test.bin": cifar100Records([42, 7]),
  "fine_label_names.txt": classNames,
};

function writeFolder(folder: TemporaryFolder, changes: Record<string, Uint8Array | string> = {}) {
  for (const [name, content] of Object.entries({ ...files, ...changes })) {
    folder.write(`cifar/${name}`, content);
  }
  return `${folder.path}/cifar`;
}

async function* inPiecesOf(length: number, bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) {
    yield await Promise.resolve(bytes.subarray(from, from + length));
  }
}

Deno.test("readCifar100() turns planes into height x width x channels, with fine labels", async () => {
  await using folder = new TemporaryFolder();
  const { shape, classes, train, test } = await readCifar100(
    writeFolder(folder),
    counts,
  );
  assertEquals([...shape], [32, 32, 3]);
  assertEquals([classes.length, classes[0], classes[99]], [100, "class_0", "class_99"]);
  assertEquals([train.count, test.count, train.size], [3, 2, 3072]);
  assertEquals([[...train.labels], [...test.labels]], [[5, 99, 0], [42, 7]]);
  const pixel = (row: number, index: number) => [
    ...train.pixels.subarray(3072 * row + 3 * index).subarray(0, 3),
  ];
  assertEquals(pixel(0, 0), [0, 0, 7]);
  assertEquals(pixel(1, 32), [1, 8, 7]);
  assertEquals(pixel(2, 1023), [2, 255, 7]);
});

Deno.test("readCifar100() reads the published archive's layout like a folder", async () => {
  await using folder = new TemporaryFolder();
  const archive = folder.write(
    "cifar-100-binary.tar.gz",
    await tarGz({
      "cifar-100-binary/file.txt~": "",
      "cifar-100-binary/test.bin": files["test.bin"],
      "cifar-100-binary/coarse_label_names.txt": "fish\n",
      "cifar-100-binary/train.bin": files["train.bin"],
      "cifar-100-binary/fine_label_names.txt": classNames,
    }),
  );
  assertEquals(
    await readCifar100(archive, counts),
    await readCifar100(writeFolder(folder), counts),
  );
});

Deno.test("readCifar100Records() does not mind where the pieces end", async () => {
  const bytes = cifar100Records([1, 2, 3, 4]);
  const whole = await readCifar100Records("x", inPiecesOf(bytes.length, bytes), 4);
  for (const length of [1000, recordSize, 7001]) {
    assertEquals(await readCifar100Records("x", inPiecesOf(length, bytes), 4), whole);
  }
});

Deno.test("readCifar100Records() gives the same digest for the same records in another order", async () => {
  const bytes = cifar100Records([1, 2, 3]);
  const records = [0, 1, 2].map((row) => bytes.slice(row * recordSize, (row + 1) * recordSize));
  const digest = async (...rows: Uint8Array[]) => {
    const whole = await new Blob(rows as BlobPart[]).bytes();
    return (await readCifar100Records("x", inPiecesOf(5000, whole), 3)).recordsDigest;
  };
  const [first, second, third] = records;
  assertEquals(await digest(third, first, second), await digest(first, second, third));
  assert(await digest(first, second, second) !== await digest(first, first, second));
  const changed = [0, 1, 3073].map((at) => second.map((byte, index) => index === at ? 9 : byte));
  for (const other of changed) {
    assert(await digest(first, other, third) !== await digest(first, second, third));
  }
});

Deno.test("readCifar100Records() refuses a label out of range, missing and trailing bytes", async () => {
  const read = (bytes: Uint8Array) => readCifar100Records("t", inPiecesOf(5000, bytes), 2);
  const bytes = cifar100Records([1, 2, 3]);
  await assertRejects(() => read(bytes), SyntaxError, 'Cannot parse "t": it must end after 2');
  const short = bytes.subarray(0, 2 * recordSize - 1);
  await assertRejects(() => read(short), SyntaxError, "must hold 6148 bytes, received 6147");
  const fine = bytes.slice(0, 2 * recordSize);
  fine[recordSize + 1] = 100;
  await assertRejects(() => read(fine), RangeError, "received 2 and 100 in record 1");
  const coarse = bytes.slice(0, 2 * recordSize);
  coarse[0] = 20;
  await assertRejects(() => read(coarse), RangeError, "received 20 and 1 in record 0");
});

Deno.test("readCifar100() refuses a wrong length, telling it from the number of records", async () => {
  await using folder = new TemporaryFolder();
  const page = "<!DOCTYPE html>";
  const cases = [
    [
      files["train.bin"].subarray(1),
      SyntaxError,
      "3074 bytes each, received 9221 bytes, 3073 more",
    ],
    [page, SyntaxError, "3074 bytes each, received 15 bytes"],
    [cifar100Records([1, 2]), RangeError, "must hold 3 records, received 2"],
    [cifar100Records([1, 2, 3, 4]), RangeError, "must hold 3 records, received 4"],
  ] as const;
  for (const [content, errorClass, message] of cases) {
    const path = writeFolder(folder, { "train.bin": content });
    const inFolder = await assertRejects(() => readCifar100(path, counts), errorClass, message);
    assertStringIncludes(inFolder.message, `${path}/train.bin`);
    const archive = folder.write("a.tar.gz", await tarGz({ "c/train.bin": content }));
    const packed = await assertRejects(() => readCifar100(archive, counts), errorClass, message);
    assertStringIncludes(packed.message, `${archive}: c/train.bin`);
  }
});

Deno.test("readCifar100() needs every file and a hundred different class names", async () => {
  await using folder = new TemporaryFolder();
  const twice = writeFolder(folder, { "fine_label_names.txt": classNames.replace("_99", "_98") });
  await assertRejects(() => readCifar100(twice, counts), SyntaxError, "100 lines, 99 of them");
  const long = writeFolder(folder, { "fine_label_names.txt": "x\n".repeat(40_000) });
  await assertRejects(() => readCifar100(long, counts), RangeError, "received 80000 bytes");
  const partial = writeFolder(folder);
  await Deno.remove(`${partial}/test.bin`);
  const error = await assertRejects(() => readCifar100(partial, counts), Deno.errors.NotFound);
  assertStringIncludes(error.message, "it must hold train.bin, test.bin, fine_label_names.txt");
  const archive = folder.write("a.tar.gz", await tarGz({ "c/fine_label_names.txt": classNames }));
  await assertRejects(() => readCifar100(archive, counts), Deno.errors.NotFound, "must hold");
});

Deno.test("readCifar100() refuses an archive that is truncated, corrupt or none", async () => {
  await using folder = new TemporaryFolder();
  const whole = await tarGz({ "c/train.bin": files["train.bin"] });
  const corrupt = whole.slice();
  corrupt[corrupt.length - 6] ^= 1;
  const refused = async (content: Uint8Array | string, message: string) => {
    const path = folder.write("a.tar.gz", content);
    const error = await assertRejects(() => readCifar100(path, counts), SyntaxError, message);
    assertStringIncludes(error.message, JSON.stringify(path));
  };
  await refused(whole.subarray(0, -20), "Cannot unpack");
  await refused(corrupt, "Cannot unpack");
  await refused("<html>".repeat(200), "it must be a tar archive");
});
