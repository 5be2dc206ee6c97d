import { assertEquals } from "../testing/assert.ts";
import { headlineOf } from "./headline.ts";

const loss = { claim: "It is small", quantity: "loss", value: (found: number) => found };

Deno.test("headlineOf() has the median over seeds beside the report's number", () => {
  const seeds = [0.3, 0.1, NaN, 0.2].map((found) => ({ found }));
  assertEquals(headlineOf(loss, seeds, [{ found: 0.5 }]), {
    claim: "It is small",
    quantity: "loss",
    report: "0.5",
    ours: "0.2",
  });
});

Deno.test("headlineOf() takes the first of several networks, and the report's of the same name", () => {
  const found = [{ of: "CIFAR-100", found: 2 }, { of: "MNIST", found: 1 }];
  const report = [{ of: "MNIST", found: 3 }, { of: "CIFAR-100", found: 4 }];
  const { report: theirs, ours } = headlineOf(loss, found, report);
  assertEquals([theirs, ours], ["4", "2"]);
  assertEquals(headlineOf(loss, found, report.slice(0, 1)).report, "3"); // it has one number
});

Deno.test("headlineOf() has the published number where the report has no data, else none", () => {
  const { report, ours } = headlineOf({ ...loss, published: 0.46 }, [], []);
  assertEquals([report, ours], ["0.46", "-"]);
  assertEquals(headlineOf(loss, [], []).report, "-");
});
