import { assertEquals, assertThrows } from "../../testing/assert.ts";
import { UsageError } from "../usage_error.ts";
import { parseSweepArguments, type SweepRequest, usage } from "./arguments.ts";

const parse = (...args: string[]) => parseSweepArguments(args) as SweepRequest;

Deno.test("a sweep is of the report's eight nets with 40 settings each unless asked otherwise", () => {
  const { networks, ...rest } = parse();
  assertEquals(networks.map(({ architecture, depth }) => `${architecture} ${depth}`), [
    "plain 10",
    "highway 10",
    "plain 20",
    "highway 20",
    "plain 50",
    "highway 50",
    "plain 100",
    "highway 100",
  ]);
  assertEquals<unknown>(rest, {
    dataset: "mnist",
    trials: 40,
    rungs: [3, 9, 80, 400],
    seed: 1,
    shard: { index: 1, count: 1 },
    threads: undefined,
    out: undefined,
  });
});

Deno.test("parseSweepArguments() reads every option", () => {
  const args = "--dataset glyphs --architecture plain --depth 2 --depth 900 --depth 2 " +
    "--trials 7 --epochs 9 --seed 3 --shard 2/5 --threads 4 --out there";
  assertEquals<unknown>(parse(...args.split(" ")), {
    dataset: "glyphs",
    networks: [{ architecture: "plain", depth: 2 }, { architecture: "plain", depth: 900 }],
    trials: 7,
    rungs: [1, 2, 9],
    seed: 3,
    shard: { index: 2, count: 5 },
    threads: 4,
    out: "there",
  });
  assertEquals(parseSweepArguments(["--help", "--depth", "2"]), "help");
});

Deno.test("parseSweepArguments() reads the examples of its help", () => {
  const [, examples] = usage.split("Examples:\n");
  const requests = examples.trim().split("\n").map((line) =>
    parse(...line.trim().split(" ").slice(3))
  );
  assertEquals(requests.map(({ shard }) => shard.count), [1, 4]);
});

Deno.test("parseSweepArguments() refuses a bad command line in one line", () => {
  const cases: [string, string][] = [
    ["--dataset letters", 'Unknown data set "letters": it must be one of mnist, cifar100'],
    ["--architecture deep", 'Unknown architecture "deep": it must be one of plain, highway'],
    ["--depth 0", 'Bad depth "0": it must be an integer from 1 to 9999'],
    ["--depth ten", 'Bad depth "ten"'],
    ["--trials 1.5", 'Bad number of trials "1.5": it must be an integer from 1 to 9999'],
    ["--epochs 401", 'Bad number of epochs "401": it must be an integer from 1 to 400'],
    ["--epochs 5 --epochs 6", "Cannot use --epochs 2 times"],
    ["--seed -1", 'Bad seed "-1": it must be an integer from 0 to 9007199254740991'],
    ["--dataset MNIST", 'Unknown data set "MNIST", did you mean "mnist"? it must be one of mnist'],
    ["--seed x", 'Bad seed "x"'],
    ["--shard 3/2", 'Bad shard "3/2": it must be I/N, such as 1/4, with I from 1 to N'],
    ["--shard 0/2", 'Bad shard "0/2"'],
    ["--shard 1", 'Bad shard "1"'],
    ["--threads 0", 'Bad number of threads "0"'],
    ["--out=", "Bad --out: it must name a folder"],
    ["--deph 20", `Unknown option '--deph', did you mean "--depth"? the options are --dataset`],
    ["--rung 1", "Unknown option '--rung': the options are --dataset, --architecture"],
    ["mnist", "Unexpected argument 'mnist'"],
  ];
  for (const [args, message] of cases) {
    const { message: told } = assertThrows(() => parse(...args.split(" ")), UsageError, message);
    assertEquals(told.includes("\n"), false);
  }
});
