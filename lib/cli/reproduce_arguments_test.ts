import { mostThreads } from "../engines/fused/threads.ts";
import { assert, assertEquals, assertThrows } from "../testing/assert.ts";
import { parseReproduceArguments } from "./reproduce_arguments.ts";
import { UsageError } from "./usage_error.ts";

function parse(...args: string[]) {
  const request = parseReproduceArguments(args);
  assert(request !== "help");
  return request;
}

const names = (...args: string[]) => parse(...args).sections.map(({ name }) => name);

Deno.test("parseReproduceArguments() runs every section in order unless told", () => {
  assertEquals(names(), [
    "activations",
    "depth",
    "gates",
    "lesions",
    "convolutional",
    "claims",
  ]);
  assertEquals(names("--section", "lesions", "--section", "depth"), ["depth", "lesions"]);
});

Deno.test("parseReproduceArguments() leaves days of convolution to who asks for them", () => {
  const report = ["--profile", "report"];
  assertEquals(names(...report), names().filter((name) => name !== "convolutional"));
  assertEquals(names(...report, "--section", "convolutional"), ["convolutional"]);
});

Deno.test("parseReproduceArguments() knows a section by the names of its notebook", () => {
  for (const name of ["lesions", "lesioning", "04_lesioning", "04_lesioning.ipynb"]) {
    assertEquals(names("--section", name), ["lesions"]);
  }
});

Deno.test("parseReproduceArguments() leaves out what is not given", () => {
  const { sections: _, ...rest } = parse();
  assertEquals(Object.values(rest).filter((value) => value !== undefined), []);
});

Deno.test("parseReproduceArguments() reads every option, repeated ones once each", () => {
  const args = "--profile report --dataset glyphs --dataset mnist --dataset glyphs --seed 3 " +
    "--seed 1 --seed 3 --engine fused --backend auto --threads 2 --out there";
  const { sections: _, ...rest } = parse(...args.split(" "));
  assertEquals(rest, {
    profile: "report",
    datasets: ["glyphs", "mnist"],
    seeds: [3, 1],
    engine: "fused",
    backend: "auto",
    threads: 2,
    out: "there",
  });
  const [first, second] = [parse("--fresh"), parse("--fresh")].map(({ occasion }) => occasion);
  assert(first && second && first !== second, "calls share an occasion");
  assertEquals(parseReproduceArguments(["--help"]), "help");
});

Deno.test("parseReproduceArguments() refuses what it does not know, with the valid names", () => {
  const cases: [string[], string][] = [
    [["--section", "gate"], "activations, depth, gates, lesions"],
    [["--profile", "slow"], "quick, report"],
    [["--dataset", "imagenet"], "mnist, cifar100, glyphs, textures"],
    [["--engine", "torch"], "auto, fused, tfjs"],
    [["--backend", "cuda"], "auto, tensorflow, webgpu, wasm, cpu"],
    [["--engine="], 'Unknown engine ""'],
    [["--sections", "depth"], "the options are --section, --profile, --dataset, --seed, --engine"],
    [["depth"], "Unexpected argument 'depth'"],
    [["--profile"], "argument missing"],
    [["--profile", "quick", "--profile", "report"], "given once"],
    [["--out="], "it must name a folder"],
    [["--engine", "fused", "--backend", "cpu"], "Cannot use --backend cpu with --engine fused"],
    [["--backend", "wasm", "--threads", "2"], "Cannot use --threads with TF.js"],
    [["--engine", "tfjs", "--threads", "2"], "Cannot use --threads with TF.js"],
    [
      ["--threads", "0"],
      `Bad number of threads "0": it must be an integer from 1 to ${mostThreads}`,
    ],
    [["--threads", "1000"], 'Bad number of threads "1000": it must be an integer from 1 to '],
    ...["1.5", "-1", "one", "", "1e3", "9007199254740992"].map((seed): [string[], string] => [
      [`--seed=${seed}`],
      `Bad seed "${seed}": it must be an integer from 0 to 9007199254740991`,
    ]),
  ];
  for (const [args, message] of cases) {
    const error = assertThrows(() => parseReproduceArguments(args), UsageError, message);
    assert(!error.message.includes("\n"));
  }
});
