import { assert, assertEquals, assertRejects, assertStringIncludes } from "../testing/assert.ts";
import { gzip, idx, publishedClasses, realData, TemporaryFolder } from "./_fixtures.ts";
import { cifar100Counts, recordSize } from "./cifar100.ts";
import { datasetDigest } from "./digest.ts";
import type { FindOptions } from "./find.ts";
import { generateGlyphs } from "./glyphs.ts";
import { loadDataset, standInSeed } from "./load.ts";

const images = idx(2051, [1, 28, 28], Array(784).fill(0));

Deno.test("loadDataset() gives the stand-in that its notice names", async () => {
  await using folder = new TemporaryFolder();
  const notices: string[] = [];
  const dataset = await loadDataset("mnist", {
    dataFolder: folder.path,
    highwayData: "",
    mirrors: { mnist: ["http://127.0.0.1:2/"] },
    onNotice: (message) => notices.push(message),
  });
  assertEquals(dataset.digest, generateGlyphs(standInSeed).digest);
  assertEquals([dataset.name, dataset.standsInFor, notices.length], ["glyphs", "mnist", 1]);
});

Deno.test("loadDataset() names the nearest data set and option", async () => {
  await assertRejects(
    () => loadDataset("mnits" as "mnist"),
    RangeError,
    'Cannot find data set "mnits", did you mean "mnist"?',
  );
  await assertRejects(
    () => loadDataset("glyphs", { datafolder: "x" } as FindOptions),
    TypeError,
    'Cannot call loadDataset(): unknown option "datafolder", did you mean "dataFolder"?',
  );
});

Deno.test("loadDataset() refuses damaged files rather than give a stand-in", async () => {
  for (const place of ["data", "elsewhere"]) {
    await using folder = new TemporaryFolder();
    const options = {
      dataFolder: `${folder.path}/data`,
      highwayData: place === "elsewhere" ? `${folder.path}/elsewhere` : "",
      mirrors: { mnist: [], cifar100: [] },
    };
    const path = folder.write(
      `${place}/mnist/train-images-idx3-ubyte.gz`,
      gzip(images).subarray(0, -9),
    );
    for (const name of ["train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]) {
      folder.write(`${place}/mnist/${name}-ubyte`, "");
    }
    const cut = await assertRejects(() => loadDataset("mnist", options), SyntaxError);
    assertStringIncludes(cut.message, `Cannot unpack ${JSON.stringify(path)}`);
    folder.write(`${place}/mnist/train-images-idx3-ubyte.gz`, gzip(images));
    await assertRejects(() => loadDataset("mnist", options), RangeError, "SHA-256");
    folder.write(`${place}/cifar-100-binary/train.bin`, "<html>");
    await assertRejects(() => loadDataset("cifar100", options), SyntaxError, "received 6 bytes");
    await Deno.remove(`${folder.path}/${place}/cifar-100-binary/train.bin`);
    folder.write(`${place}/cifar-100-binary/fine_label_names.txt`, publishedClasses.join("\n"));
    await assertRejects(() => loadDataset("cifar100", options), Deno.errors.NotFound, "train.bin");
  }
});

Deno.test("loadDataset() refuses a CIFAR-100 of zeros", async () => {
  await using folder = new TemporaryFolder();
  for (const [file, count] of Object.entries(cifar100Counts)) {
    await Deno.truncate(folder.write(`cifar-100-binary/${file}`, ""), count * recordSize);
  }
  folder.write("cifar-100-binary/fine_label_names.txt", publishedClasses.join("\n"));
  const error = await assertRejects(
    () => loadDataset("cifar100", { dataFolder: folder.path, highwayData: "" }),
    RangeError,
    "it must have 500 training images of each class, received 50000 of class 0",
  );
  assertStringIncludes(error.message, JSON.stringify(`${folder.path}/cifar-100-binary`));
});

Deno.test({
  name: "loadDataset() marks a CIFAR-100 in which one pixel is another one as not verified",
  ignore: !realData("cifar-100-binary"),
  async fn() {
    const real = realData("cifar-100-binary")!;
    await using folder = new TemporaryFolder();
    const changed = await Deno.readFile(`${real}/test.bin`);
    changed[1000] ^= 1;
    const path = folder.write("cifar-100-binary/test.bin", changed).slice(0, -"/test.bin".length);
    for (const file of ["train.bin", "fine_label_names.txt"]) {
      await Deno.symlink(`${real}/${file}`, `${path}/${file}`);
    }
    const notices: string[] = [];
    const onNotice = (notice: string) => notices.push(notice);
    const options = { dataFolder: folder.path, highwayData: "", onNotice };
    const dataset = await loadDataset("cifar100", options);
    assertEquals([dataset.name, dataset.unverified], ["cifar100", true]);
    assertEquals(notices.length, 1);
    assertStringIncludes(
      notices[0],
      `CIFAR-100 (content not verified) is read from ${JSON.stringify(path)}: `,
    );
  },
});

Deno.test({
  name: "loadDataset() loads the real MNIST",
  ignore: !realData("mnist"),
  async fn() {
    await using folder = new TemporaryFolder();
    const dataset = await loadDataset("mnist", { dataFolder: folder.path });
    assertEquals([dataset.name, dataset.title], ["mnist", "MNIST"]);
    assertEquals(dataset.standsInFor, undefined);
    assertEquals(dataset.digest, datasetDigest(dataset));
    assertEquals(dataset.train.count, 60_000);
  },
});

Deno.test({
  name: "loadDataset() loads the real CIFAR-100: known means and class sizes",
  ignore: !realData("cifar-100-binary"),
  async fn() {
    await using folder = new TemporaryFolder();
    const { title, train, test, classes, unverified } = await loadDataset("cifar100", {
      dataFolder: folder.path,
    });
    assertEquals(unverified, undefined);
    assertEquals([title, classes[0], classes[99]], ["CIFAR-100", "apple", "worm"]);
    assertEquals([train.count, test.count], [50_000, 10_000]);
    const perClass = new Uint32Array(100);
    for (const label of train.labels) perClass[label]++;
    assert(perClass.every((count) => count === 500));
    const sums = [0, 0, 0];
    for (let index = 0; index < train.pixels.length; index++) {
      sums[index % 3] += train.pixels[index];
    }
    const means = sums.map((sum) => (sum / 50_000 / 1024 / 255).toFixed(4));
    assertEquals(means, ["0.5071", "0.4865", "0.4409"]); // the published channel means
  },
});
