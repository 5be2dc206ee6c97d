import { join } from "node:path";
import { generateGlyphs } from "../data/glyphs.ts";
import { createEngine } from "../engines/select.ts";
import { assert, assertEquals, assertStringIncludes } from "../testing/assert.ts";
import { depthStudy, depthStudyExperiments } from "./depth_study.ts";
import { depthStudyData } from "./depth_study_data.ts";

const dataset = generateGlyphs(1);
const plan = { depths: [2, 12], images: 256, epochs: [0, 1, 2] };

Deno.test("depthStudy() looks into every kind of net, once: then it is kept", async () => {
  const folder = await Deno.makeTempDir();
  const engine = await createEngine({ engine: "fused", backend: "auto", threads: 1 });
  let made = 0;
  const options = { engine, folder, plan, onNet: () => made++ };
  const study = await depthStudy(dataset, options);
  assertEquals(made, 24);
  assertEquals(study.nets.length, 24);
  for (const { experiment: { network }, mean, variance, gradient, last } of study.nets) {
    for (const values of [mean, variance, gradient]) {
      assertEquals(values.map((layers) => layers.length), Array(3).fill(network.depth));
    }
    assertEquals(last.epoch, 2);
  }
  const net = (activation: string, depth: number) =>
    study.nets.find(({ experiment: { network } }) =>
      network.architecture === "plain" && network.activation === activation &&
      network.initializer === "glorot-uniform" && network.depth === depth
    )!;
  const [first, last] = [net("relu", 12).variance[0][0]!, net("relu", 12).variance[0][11]!];
  assert(last < first / 1000, `a ReLU's variance halves layer by layer: ${first} to ${last}`);
  assert(net("sigmoid", 12).gradient[0][0]! < 1e-6 * net("sigmoid", 12).gradient[0][11]!);

  assertEquals(await depthStudy(dataset, options), study);
  assertEquals(made, 24);
  const [{ name }] = [...Deno.readDirSync(folder)];
  await Deno.truncate(join(folder, name), 1000);
  const again = await depthStudy(dataset, options);
  assertEquals(made, 48);
  assertEquals(again.nets.map(({ mean }) => mean), study.nets.map(({ mean }) => mean));

  const { nets, depths } = depthStudyData(study);
  assertEquals([nets.length, depths], [24, [2, 12]]);
  await engine.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("depthStudyExperiments() are trained with as many images and epochs as planned", () => {
  const experiments = depthStudyExperiments(dataset, plan);
  assertEquals(new Set(experiments.map((one) => JSON.stringify(one))).size, 24);
  assert(experiments.every(({ images, training }) => images === 256 && training.epochs === 2));
});

Deno.test("depthStudy() says that it cannot be kept, and gives it all the same", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "page");
  await Deno.writeTextFile(path, "no folder");
  const engine = await createEngine({ engine: "fused", backend: "auto", threads: 1 });
  const notices: string[] = [];
  const { nets } = await depthStudy(dataset, {
    engine,
    folder: path,
    plan: { depths: [2], images: 64, epochs: [0, 1] },
    onNotice: (notice) => notices.push(notice),
  });
  assertEquals([nets.length, notices.length], [12, 1]);
  assertStringIncludes(notices[0], "The nets of every kind are not kept: ");
  await engine.close();
  await Deno.remove(folder, { recursive: true });
});
