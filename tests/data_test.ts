import { gzip, idx, realData, serve } from "../lib/data/_fixtures.ts";
import { standInSeed } from "../lib/data/load.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";
import { Project } from "./_data_project.ts";
import { succeeds } from "./_succeeds.ts";

const names = "mnist, cifar100, glyphs, textures";

Deno.test("data: refuses bad arguments in one line with the valid names, exit code 2", async () => {
  await using project = new Project();
  for (
    const [args, message] of [
      [["--dataset", "imagenet"], `Unknown data set "imagenet": it must be one of ${names}\n`],
      [[], `Missing --dataset: it must be one of ${names}\n`],
      [["--dataset", "minst"], `"minst", did you mean "mnist"? it must be one of ${names}\n`],
      [["--dataset"], "Option '--dataset <value>' argument missing: the options are --dataset, --"],
      [["--data", "mnist"], `Unknown option '--data', did you mean "--dataset"? the options are`],
      [["mnist"], "Unexpected argument 'mnist'"],
    ] as const
  ) {
    const { code, out, err } = await project.run(args);
    assertEquals([code, out], [2, ""]);
    assertStringIncludes(err, message);
    assertMatch(err, /^[^\n]+\n$/);
  }
  const { code, out } = await project.run(["--help"]);
  assertEquals(code, 0);
  assertStringIncludes(out, `--dataset NAME  one of ${names}\n`);
  assertStringIncludes(out, "\n  deno task data --dataset mnist\n");
});

Deno.test("data: describes a generated set", async () => {
  await using project = new Project();
  const { code, out, err } = await project.run(["--dataset", "textures"]);
  assertEquals([code, err], [0, ""]);
  assertMatch(
    out,
    new RegExp(
      `^Textures \\(generated stand-in for CIFAR-100\\), from seed ${standInSeed}\n` +
        "  shape     32 x 32 x 3 .*\n  training  10000 images\n  test      2000 images\n" +
        "  classes   100: .*\n  digest    [0-9a-f]{64} \\(SHA-256\\)\n$",
    ),
  );
});

Deno.test("data: without a network it is quick to say so, and to show the stand-in", async () => {
  await using project = new Project();
  const started = performance.now();
  const { code, out, err } = await project.run(["--dataset", "mnist"]);
  assertEquals(code, 1); // what was asked for was not had
  assertMatch(err, /^MNIST is not available \(.*\): using the generated stand-in glyphs\n$/);
  assertStringIncludes(out, "Glyphs (generated stand-in for MNIST), from seed");
  assertEquals(project.data(), []);
  assert(performance.now() - started < 30_000);
});

/** What takes root's right to read everything away from a command. */
const asAnyone = Deno.build.os !== "windows" && Deno.uid() === 0
  ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
  : [];

Deno.test({
  name: "data: says which files may not be read, and does not blame the network",
  ignore: Deno.build.os === "windows" ||
    asAnyone.length > 0 && !await succeeds(asAnyone[0], ...asAnyone.slice(1), "true"),
  async fn() {
    await using project = new Project();
    const reason = (path: string) => `${JSON.stringify(path)} cannot be read (Permission denied)`;
    const run = async (closed: string, env = {}) => {
      await Deno.chmod(closed, 0o000);
      const { code, err } = await project.run(["--dataset", "mnist"], env, asAnyone);
      await Deno.chmod(closed, 0o700); // so that it can be removed
      assertEquals(code, 1);
      return err;
    };
    project.write("data/mnist/train-images-idx3-ubyte", "");
    const folder = `${project.path}/data/mnist`;
    const instead = "using the generated stand-in glyphs\n";
    assertEquals(await run(folder), `MNIST is not available (${reason(folder)}): ${instead}`);
    const file = project.write("elsewhere/mnist/train-images-idx3-ubyte", "");
    const env = { HIGHWAY_DATA: `${project.path}/elsewhere` };
    assertStringIncludes(await run(file, env), `/elsewhere" (${reason(file)})\n`);
  },
});

Deno.test("data: a HIGHWAY_DATA that is broken is an error of one line, exit code 1", async () => {
  await using project = new Project();
  const bins = `${project.path}/bins`;
  project.write("bins/cifar-100-binary/train.bin", "<html>");
  for (const name of ["train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]) {
    for (const folder of ["damaged", "labels"]) project.write(`${folder}/mnist/${name}-ubyte`, "");
  }
  const images = gzip(idx(2051, [1, 28, 28], Array(784).fill(0)));
  project.write("damaged/mnist/train-images-idx3-ubyte.gz", images.subarray(0, -9));
  project.write("labels/mnist/train-images-idx3-ubyte", idx(2049, [12], Array(12).fill(0)));
  for (
    const [dataset, folder, message] of [
      ["mnist", "nowhere", "Cannot use HIGHWAY_DATA: it must name a folder, received"],
      ["mnist", "deno.json", "(not a folder)"],
      ["cifar100", "data", "(it has none)"],
      ["cifar100", "bins", `"${bins}/cifar-100-binary/train.bin": records are 3074 bytes each`],
      ["mnist", "damaged", 'damaged/mnist/train-images-idx3-ubyte.gz": a whole gzip file must'],
      ["mnist", "labels", "2051, received 2049 (labels)"],
    ] as const
  ) {
    const env = { HIGHWAY_DATA: `${project.path}/${folder}` };
    const { code, out, err } = await project.run(["--dataset", dataset], env);
    assertEquals([code, out], [1, ""], err);
    assertStringIncludes(err, message);
    assertMatch(err, /^Cannot [^\n]+\n$/);
  }
  assertEquals(project.data(), []);
});

Deno.test("data: Ctrl-C ends a download at once and leaves nothing", async () => {
  await using project = new Project();
  await using proxy = serve(() =>
    new Response(
      new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(4000)) }),
    )
  );
  await using child = project.start(["--dataset", "mnist"], { HTTP_PROXY: proxy.address });
  const isReceiving = () => project.data().some((path) => path.endsWith(".part"));
  let ended = false;
  child.status.then(() => ended = true);
  while (!isReceiving()) {
    assert(!ended, "It ended before it received anything");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill("SIGINT");
  const err = await new Response(child.stderr).text();
  assertEquals([(await child.status).code, err], [130, "Interrupted by SIGINT\n"]);
  assertEquals(project.data(), ["data/mnist/"]);
});

Deno.test({
  name: "data: downloads and checks the real MNIST, then finds it",
  ignore: !realData("mnist"),
  async fn() {
    await using project = new Project();
    await using proxy = serve(async (request) => {
      const name = new URL(request.url).pathname.split("/").at(-1);
      return new Response(await Deno.readFile(`${realData("mnist")}/${name}`));
    });
    const first = await project.run(["--dataset", "mnist"], { HTTP_PROXY: proxy.address });
    assertEquals([first.code, first.err], [0, ""]);
    assertMatch(first.out, /^train-images-idx3-ubyte.gz: [\d.]+ MB downloaded\ntrain-labels/);
    assertStringIncludes(first.out, `MNIST, in ${project.path}/data/mnist\n`);
    assertStringIncludes(first.out, "training  60000 images");
    assertEquals(project.data().length, 5);
    const second = await project.run(["--dataset", "mnist"]);
    assertEquals(second.code, 0);
    assertEquals(second.out, first.out.slice(first.out.indexOf("MNIST,")));
  },
});
