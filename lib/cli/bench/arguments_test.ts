import { assertEquals, assertThrows } from "../../testing/assert.ts";
import { UsageError } from "../usage_error.ts";
import { parseBenchArguments, usage } from "./arguments.ts";

Deno.test("parseBenchArguments() reads what is given", () => {
  const args = ["--depth", "3", "--depth", "4", "--threads=1", "--rounds=2", "--python=py"];
  assertEquals(parseBenchArguments(args), { depths: [3, 4], threads: 1, rounds: 2, python: "py" });
  assertEquals(parseBenchArguments(["-h"]), "help");
});

Deno.test("parseBenchArguments() reads the examples of its help", () => {
  const [, examples] = usage.split("Examples:\n");
  const requests = examples.trim().split("\n")
    .map((line) => parseBenchArguments(line.trim().split(" ").slice(3)));
  assertEquals(requests, [
    {
      depths: [10, 20, 50, 100, 200],
      threads: navigator.hardwareConcurrency,
      rounds: 9,
      python: "python3",
    },
    { depths: [10, 50], threads: 1, rounds: 3, python: "python3" },
  ]);
});

Deno.test("parseBenchArguments() says in one line what is wrong", () => {
  const refused: [string[], string][] = [
    [["--depth", "ten"], 'Bad --depth "ten": it must be an integer from 1 to 9999'],
    [["--threads", "0"], 'Bad number of threads "0": it must be an integer from 1 to '],
    [["--threads", "1000"], 'Bad number of threads "1000": it must be an integer from 1 to '],
    [["--rounds=1.5"], 'Bad --rounds "1.5"'],
    [["--deep"], "the options are --depth, --threads, --rounds, --python, --help"],
  ];
  for (const [args, message] of refused) {
    const error = assertThrows(() => parseBenchArguments(args), UsageError, message);
    assertEquals(error.message.includes("\n"), false);
  }
});
