/**
 * The Python of lib/README.md opens a trained network and computes what our engine computes.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { createEngine } from "../lib/engines/select.ts";
import { highway, plain } from "../lib/models/network_spec.ts";
import { encodeSafetensors } from "../lib/models/safetensors.ts";
import { assert, assertEquals } from "../lib/testing/assert.ts";
import { assertAllClose } from "../lib/testing/assert_close.ts";
import { randomExamples } from "../lib/testing/random_examples.ts";
import { someParameters } from "../lib/testing/some_parameters.ts";

const readme = await Deno.readTextFile(new URL("../lib/README.md", import.meta.url));
const blocks = [...readme.matchAll(/^```python\n(.*?)^```$/gms)].map(([, code]) => code);

/** What each block needs, and the logits it gives for x. */
const frameworks = [
  { name: "PyTorch", modules: "torch, safetensors.torch", logits: "network(torch.tensor(x))" },
  {
    name: "Keras",
    modules: "keras, tensorflow, safetensors.numpy",
    logits: "model(keras.ops.array(x)).numpy()",
  },
];

/** npx puts its own folder before those of PATH: there the interpreter is named. */
const interpreter = Deno.env.get("PYTHON") ?? "python3";

async function python(code: string, cwd: string) {
  try {
    const { success, stdout, stderr } = await new Deno.Command(interpreter, {
      args: ["-c", code],
      cwd,
    }).output();
    const text = new TextDecoder();
    return { success, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  } catch {
    return { success: false, stdout: "", stderr: `no ${interpreter}` };
  }
}

Deno.test("lib/README.md has a block of Python for each framework", () => {
  assertEquals(blocks.length, frameworks.length);
});

for (const [index, { name, modules, logits }] of frameworks.entries()) {
  const present = (await python(`import ${modules}`, ".")).success;
  Deno.test({
    name: `${name} opens a network as lib/README.md shows${
      present ? "" : ` (${interpreter} without ${modules})`
    }`,
    ignore: !present,
    async fn() {
      const engine = await createEngine({ engine: "auto", backend: "auto" });
      const folder = await Deno.makeTempDir();
      const file = join(folder, blocks[index].match(/load_file\("(.*)"\)/)![1]);
      await Deno.mkdir(dirname(file), { recursive: true });
      const examples = randomExamples({ count: 20, size: 784, classes: 10 });
      const rows = Uint32Array.from({ length: 20 }, (_, row) => row);
      const images = Array.from(
        rows,
        (row) => [...examples.pixels.subarray(784 * row, 784 * (row + 1))].map((v) => v / 255),
      );
      await Deno.writeTextFile(join(folder, "images.json"), JSON.stringify(images));
      for (const make of [plain, highway]) {
        const net = { depth: 10, inputSize: 784, classes: 10 };
        const spec = make === plain ? plain(net) : highway({ ...net, gateBias: -1 });
        const network = await engine.load(spec, someParameters(spec));
        await Deno.writeFile(file, encodeSafetensors(await network.parameters()));
        const { success, stdout, stderr } = await python(
          `${
            blocks[index]
          }\nimport json\nx = json.load(open("images.json"))\nprint(${logits}.tolist())`,
          folder,
        );
        assert(success, stderr);
        const expected = (await network.trace(examples, rows)).logits;
        assertAllClose(JSON.parse(stdout).flat(), expected, {
          name: `${make.name} logits`,
          tolerance: 5e-6, // of logits near 1, after sums of up to 784 products in float32
        });
      }
      await engine.close();
      await Deno.remove(folder, { recursive: true });
    },
  });
}
