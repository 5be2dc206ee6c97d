import { assert, assertEquals, assertRejects, assertStringIncludes } from "../testing/assert.ts";
import { gzip, idx, realData, serve, TemporaryFolder } from "./_fixtures.ts";
import { DownloadError } from "./download.ts";
import { fetchMnist, missingMnist, readMnist } from "./mnist.ts";

const names = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
];
const images = idx(2051, [1, 28, 28], Array(784).fill(0));
const real = realData("mnist");

Deno.test("missingMnist() takes files gzipped or plain", async () => {
  await using folder = new TemporaryFolder();
  assertEquals(await missingMnist(folder.path), names);
  folder.write(names[0], "");
  folder.write(`${names[3]}.gz`, "");
  assertEquals(await missingMnist(folder.path), [names[1], names[2]]);
});

Deno.test("readMnist() refuses other images than the published ones", async () => {
  await using folder = new TemporaryFolder();
  const path = folder.write(`${names[0]}.gz`, gzip(images));
  const error = await assertRejects(() => readMnist(folder.path), RangeError);
  assertStringIncludes(
    error.message,
    `Cannot read ${JSON.stringify(path)}: the SHA-256 of its content must be ` +
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db, received ",
  );
});

Deno.test("readMnist() says which file is missing", async () => {
  await using folder = new TemporaryFolder();
  await assertRejects(
    () => readMnist(folder.path),
    Deno.errors.NotFound,
    `it must hold "${names[0]}" or "${names[0]}.gz"`,
  );
});

Deno.test("fetchMnist() refuses a wrong file and does not ask for the others", async () => {
  await using folder = new TemporaryFolder();
  const paths: string[] = [];
  await using server = serve((request) => {
    paths.push(new URL(request.url).pathname);
    return new Response(gzip(images) as Uint8Array<ArrayBuffer>);
  });
  await assertRejects(
    () => fetchMnist(folder.path, { mirrors: [server.address, `${server.address}mirror/`] }),
    DownloadError,
    "the SHA-256 of its content must be ba891046",
  );
  assertEquals(paths, [`/${names[0]}.gz`, `/mirror/${names[0]}.gz`]);
  assertEquals(folder.list().filter((path) => path !== "mnist/"), []);
});

Deno.test({
  name: "readMnist() reads the real set: known sums and first labels",
  ignore: !real,
  async fn() {
    const { shape, classes, train, test } = await readMnist(real!);
    assertEquals([[...shape], classes.length], [[28, 28, 1], 10]);
    assertEquals([train.count, test.count, train.size], [60_000, 10_000, 784]);
    assertEquals([...train.labels.subarray(0, 8)], [5, 0, 4, 1, 9, 2, 1, 3]);
    assertEquals([...test.labels.subarray(0, 8)], [7, 2, 1, 0, 4, 1, 4, 9]);
    const mean = train.pixels.reduce((sum, pixel) => sum + pixel, 0) / train.pixels.length / 255;
    assertEquals(mean.toFixed(4), "0.1307"); // the published mean
  },
});

Deno.test({
  name: "fetchMnist() downloads missing files of the real set, whole files only",
  ignore: !real,
  async fn() {
    await using folder = new TemporaryFolder();
    const paths: string[] = [];
    await using server = serve(async (request) => {
      const { pathname } = new URL(request.url);
      paths.push(pathname);
      const content = await Deno.readFile(`${real}${pathname}`);
      // The first time, the last file is damaged: the others stay, it does not.
      if (pathname.startsWith("/t10k-labels") && paths.length === 4) content[2000] ^= 1;
      return new Response(content);
    });
    const options = { mirrors: [server.address] };
    await assertRejects(() => fetchMnist(folder.path, options), DownloadError, "Cannot unpack");
    assertEquals(await missingMnist(`${folder.path}/mnist`), ["t10k-labels-idx1-ubyte"]);
    assertEquals(folder.list().filter((path) => path.endsWith(".part")), []);
    const path = await fetchMnist(folder.path, options);
    assertEquals(paths.slice(4), ["/t10k-labels-idx1-ubyte.gz"]);
    assert((await readMnist(path)).test.count === 10_000);
  },
});
