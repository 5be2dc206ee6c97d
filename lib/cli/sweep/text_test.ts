import type { SearchRecord, TrialRow } from "../../search/search_record.ts";
import { assertEquals } from "../../testing/assert.ts";
import { trialsTable } from "./text.ts";

const question = { architecture: "highway", depth: 10, dataset: "mnist", seed: 1, rungs: [1, 3] };
const best = { trial: 2 };
const drawn = { learningRate: 0.05, momentum: 0.93, decayFactor: 0.999, activation: "tanh" };
const rows: TrialRow[] = [
  { ...drawn, trial: 2, gateBias: -3.25, rung: 3, loss_1: 0.51234, loss_3: 0.2, state: "best" },
  { ...drawn, trial: 1, gateBias: -10, rung: 1, loss_1: Infinity, loss_3: NaN, state: "diverged" },
];

Deno.test("trialsTable() has a line for each trial, losing ones too", () => {
  assertEquals(
    trialsTable({ question, best } as unknown as SearchRecord, rows),
    `highway 10, mnist, seed 1: 2 settings, trial 2 is the best
trial  rate  momentum  decay  H     gate bias  loss after 1  loss after 3  state
2      0.05  0.93      0.999  tanh  -3.25      0.512         0.2           best
1      0.05  0.93      0.999  tanh  -10        diverged                    diverged
`,
  );
});

Deno.test("trialsTable() leaves out the gate bias of plain nets, and says if there is no best", () => {
  const plain = { ...question, architecture: "plain" };
  assertEquals(
    trialsTable({ question: plain } as unknown as SearchRecord, rows.slice(1)),
    `plain 10, mnist, seed 1: 1 settings, all diverged
trial  rate  momentum  decay  H     loss after 1  loss after 3  state
1      0.05  0.93      0.999  tanh  diverged                    diverged
`,
  );
});
