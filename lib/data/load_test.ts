import { assert, assertEquals, assertRejects, assertStringIncludes } from "../testing/assert.ts";
import { gzip, idx, realData, TemporaryFolder } from "./_fixtures.ts";
import { datasetDigest } from "./digest.ts";
import { generateGlyphs } from "./glyphs.ts";
import { loadDataset, standInSeed } from "./load.ts";

const images = idx(2051, [1, 28, 28], Array(784).fill(0));

Deno.test("loadDataset() gives the stand-in that it tells of", async () => {
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
    await assertRejects(() => loadDataset("cifar100", options), Deno.errors.NotFound, "train.bin");
  }
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
    const { title, train, test, classes } = await loadDataset("cifar100", {
      dataFolder: folder.path,
    });
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
