/**
 * Damaged data files: refused by the name of the file, or read as if nothing had happened because
 * nothing of what they hold is other than it was.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  cifar100Records,
  classNames,
  gzip,
  idx,
  realData,
  tarGz,
  TemporaryFolder,
} from "../../lib/data/_fixtures.ts";
import { readCifar100 } from "../../lib/data/cifar100.ts";
import { readIdx } from "../../lib/data/idx.ts";
import { readMnist } from "../../lib/data/mnist.ts";
import { permutation, stream } from "../../lib/random.ts";
import { assert, assertEquals, assertStringIncludes } from "../../lib/testing/assert.ts";
import { testFaults, times, type Try } from "./_faults.ts";
import { bitFlips, type Mutation, truncations } from "./_mutations.ts";

/** Something of every kind that a decoder meets: no two images alike, and not easily packed. */
const pixels = [...permutation(stream(1, "pixels"), 40 * 6 * 7)].map((value) => value % 256);
const images = idx(2051, [40, 6, 7], pixels);
const labels = idx(2049, [400], pixels.slice(0, 400).map((value) => value % 10));
const counts = { "train.bin": 3, "test.bin": 2 };
const cifarFiles = {
  "cifar-100-binary/train.bin": cifar100Records([5, 99, 0]),
  "cifar-100-binary/test.bin": cifar100Records([42, 7]),
  "cifar-100-binary/fine_label_names.txt": classNames,
  "cifar-100-binary/coarse_label_names.txt": "aquatic_mammals",
};

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** What a reader gives, in a short string. */
async function summary(reading: Promise<unknown>): Promise<string> {
  const digested = (_: string, value: unknown) =>
    value instanceof Uint8Array ? sha256(value) : value;
  return JSON.stringify(await reading, digested);
}

/** Every damaged copy must be refused by its path, or give what the good file gives. */
async function tryMutations(
  attempt: Try,
  read: () => Promise<unknown>,
  { path, good, mutations }: { path: string; good: Uint8Array; mutations: Iterable<Mutation> },
): Promise<void> {
  await Deno.writeFile(path, good);
  const expected = await summary(read());
  for (const { name, bytes } of mutations) {
    await attempt(`${basename(path)}, ${name}`, async () => {
      await Deno.writeFile(path, bytes);
      let received: string;
      try {
        received = await summary(read());
      } catch (error) {
        const documented = [SyntaxError, RangeError, Deno.errors.NotFound];
        assert(documented.some((errorClass) => error instanceof errorClass), `${error}`);
        return assertStringIncludes((error as Error).message, JSON.stringify(path).slice(1, -1));
      }
      assertEquals(received, expected);
    });
  }
  await Deno.writeFile(path, good);
}

/** Cut, and with up to 250 bits flipped in the header and 250 anywhere. */
function* mutationsOf(bytes: Uint8Array, header: number): Generator<Mutation> {
  yield* truncations(bytes, header);
  yield* bitFlips(bytes, { count: times(250), seed: 1, within: header });
  yield* bitFlips(bytes, { count: times(250), seed: 2 });
}

/** The same before the content was packed: in whole gzip files. */
function* packed(mutations: Iterable<Mutation>): Generator<Mutation> {
  for (const { name, bytes } of mutations) yield { name: `${name}, packed`, bytes: gzip(bytes) };
}

/** As `readMnist()` does: what is not the published content is refused. */
async function readDigested(path: string, digest: string) {
  const read = await readIdx(path, path.includes("images") ? "images" : "labels");
  if (read.digest !== digest) throw new RangeError(`${JSON.stringify(path)} has a wrong digest`);
  return read;
}

const gzipHeader = 10; // bytes
const tarHeaders = 1024; // of the folder and the first file in it

testFaults("IDX files damaged", async (attempt) => {
  await using folder = new TemporaryFolder();
  for (const [name, good, header] of [["images", images, 16], ["labels", labels, 8]] as const) {
    const path = `${folder.path}/${name}`;
    const read = () => readDigested(path, sha256(good));
    await tryMutations(attempt, read, { path, good, mutations: mutationsOf(good, header) });
  }
});

testFaults("IDX files, gzipped, damaged", async (attempt) => {
  await using folder = new TemporaryFolder();
  for (const [name, content, header] of [["images", images, 16], ["labels", labels, 8]] as const) {
    const path = `${folder.path}/${name}`;
    const good = gzip(content);
    const read = () => readDigested(path, sha256(content));
    const mutations = [...mutationsOf(good, gzipHeader), ...packed(mutationsOf(content, header))];
    await tryMutations(attempt, read, { path, good, mutations });
  }
});

testFaults("MNIST, a published file damaged", async (attempt) => {
  await using folder = new TemporaryFolder();
  for await (const { name } of Deno.readDir(realData("mnist")!)) {
    await Deno.symlink(`${realData("mnist")}/${name}`, `${folder.path}/${name}`);
  }
  const path = `${folder.path}/train-images-idx3-ubyte.gz`;
  const good = await Deno.readFile(path);
  await Deno.remove(path);
  const mutations = [
    ...truncations(good, gzipHeader),
    ...bitFlips(good, { count: times(50), seed: 1 }),
  ];
  await tryMutations(attempt, () => readMnist(folder.path), { path, good, mutations });
}, { notTried: realData("mnist") ? undefined : "HIGHWAY_DATA names no folder with MNIST" });

testFaults("CIFAR-100 archive damaged", async (attempt) => {
  await using folder = new TemporaryFolder();
  const path = `${folder.path}/cifar-100-binary.tar.gz`;
  const good = await tarGz(cifarFiles);
  const mutations = [
    ...mutationsOf(good, gzipHeader),
    ...packed(truncations(gunzipSync(good), tarHeaders)),
    ...packed(bitFlips(gunzipSync(good), { count: times(500), seed: 1, within: tarHeaders })),
  ];
  await tryMutations(attempt, () => readCifar100(path, counts), { path, good, mutations });
});
