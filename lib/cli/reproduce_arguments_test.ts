import { mostThreads } from "../engines/fused/threads.ts";
import { assert, assertEquals, assertThrows } from "../testing/assert.ts";
import { parseReproduceArguments, usage } from "./reproduce_arguments.ts";
import { UsageError } from "./usage_error.ts";

function parse(...args: string[]) {
  const request = parseReproduceArguments(args);
  assert(request !== "help");
  return request;
}

const names = (...args: string[]) => parse(...args).parts.map(({ name }) => name);

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

Deno.test("parseReproduceArguments() knows a section by its name and those of its notebook", () => {
  for (const name of ["lesions", "lesioning", "04_lesioning", "04_lesioning.ipynb"]) {
    assertEquals(names("--section", name), ["lesions"]);
  }
  assertEquals(names("--section", "clipping", "--section", "deepest"), ["activations", "claims"]);
});

Deno.test("parseReproduceArguments() leaves out what is not given", () => {
  const { parts: _, ...rest } = parse();
  assertEquals(Object.values(rest).filter((value) => value !== undefined), []);
});

Deno.test("parseReproduceArguments() reads every option, repeated ones once each", () => {
  const args = "--profile report --dataset glyphs --dataset mnist --dataset glyphs --seed 3 " +
    "--seed 1 --seed 3 --engine fused --backend auto --threads 2 --out there";
  const { parts: _, ...rest } = parse(...args.split(" "));
  assertEquals(rest, {
    profile: "report",
    datasets: ["glyphs", "mnist"],
    seeds: [3, 1],
    engine: "fused",
    backend: "auto",
    threads: 2,
    out: "there",
  });
  const [first, second] = [parse("--fresh"), parse("--fresh")].map(({ freshTag }) => freshTag);
  assert(first && second && first !== second, "calls share a tag");
  assertEquals(parseReproduceArguments(["--help"]), "help");
});

Deno.test("parseReproduceArguments() reads the examples of its help", () => {
  const [, examples] = usage.split("Examples:\n");
  const requests = examples.trim().split("\n").map((line) =>
    parse(...line.trim().split(" ").slice(3))
  );
  assertEquals(requests.map(({ parts }) => parts.map(({ name }) => name)), [
    ["lesions"],
    ["depth"],
  ]);
});

Deno.test("parseReproduceArguments() refuses what it does not know, with the valid names", () => {
  const cases: [string[], string][] = [
    [["--section", "gate"], 'Unknown section "gate", did you mean "gates"? it must be one of acti'],
    [["--section", "lesoning"], ', did you mean "lesioning"? it must be one of activations, depth'],
    [["--section", "dropout"], 'Unknown section "dropout": it must be one of activations, depth'],
    [["--profile", "slow"], "quick, report"],
    [["--profile", "Report"], 'Unknown profile "Report", did you mean "report"? it must be'],
    [["--dataset", "imagenet"], "mnist, cifar100, glyphs, textures"],
    [["--engine", "torch"], "auto, fused, tfjs"],
    [["--engine", "fuse"], 'Unknown engine "fuse", did you mean "fused"? it must be one of auto'],
    [["--backend", "webgl"], 'Unknown backend "webgl", did you mean "webgpu"? it must be one of'],
    [["--backend", "cuda"], "auto, tensorflow, webgpu, wasm, cpu"],
    [["--engine="], 'Unknown engine ""'],
    [
      ["--sections", "depth"],
      `Unknown option '--sections', did you mean "--section"? the options are --section, --profile`,
    ],
    [["--width", "50"], "Unknown option '--width': the options are --section, --profile, --data"],
    [["depth"], "Unexpected argument 'depth'"],
    [["--profile"], "argument missing"],
    [["--out", "--fresh"], "Option '--out' argument missing"],
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
    ...["1.5", "-1", "one", "", "1e3", "9007199254740992"].flatMap((
      seed,
    ): [string[], string][] =>
      [[`--seed=${seed}`], ["--seed", seed], ["--fresh", "--seed", "1", "--seed", seed]].map((
        args,
      ) => [args, `Bad seed "${seed}": it must be an integer from 0 to 9007199254740991`])
    ),
    [["--threads", "-1"], 'Bad number of threads "-1"'],
    [["--fresh", "-1"], "Unknown option '-1'"],
  ];
  for (const [args, message] of cases) {
    const error = assertThrows(() => parseReproduceArguments(args), UsageError, message);
    assert(!error.message.includes("\n"));
  }
});
