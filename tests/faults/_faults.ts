/**
 * Counts faults: tried, survived, lost. A fault is lost when its check throws; the others of its
 * kind are tried nevertheless.
 *
 * @module
 */
import { testsAll } from "../../lib/testing/chosen_tests.ts";

/** Random faults are tried in full number by `deno task test:all`, else a tenth of it. */
export function times(full: number): number {
  return testsAll ? full : Math.ceil(full / 10);
}

/** Tries one fault: `survive` rejects if anything was lost. */
export type Try = (fault: string, survive: () => unknown) => Promise<void>;

interface Kind {
  tried: number;
  survived: number;
  readonly notTried?: string;
}

const kinds = new Map<string, Kind>();

/**
 * A test of all faults of one kind, which fails if any of them is lost.
 *
 * @param kind What they have in common, a row of the table at the end.
 * @param body Tries them one after another.
 * @param options.notTried Why they cannot be tried here, if they cannot.
 */
export function testFaults(
  kind: string,
  body: (attempt: Try) => Promise<void>,
  { notTried }: { notTried?: string } = {},
): void {
  if (kinds.has(kind)) throw new Error(`There are faults of this kind already: ${kind}`);
  kinds.set(kind, { tried: 0, survived: 0, notTried });
  Deno.test({
    name: notTried ? `${kind} (not tried: ${notTried})` : kind,
    ignore: notTried !== undefined,
    async fn() {
      const count = kinds.get(kind)!;
      const lost: string[] = [];
      await body(async (fault, survive) => {
        count.tried++;
        try {
          await survive();
          count.survived++;
        } catch (error) {
          lost.push(`${fault}: ${error instanceof Error ? error.message : error}`);
        }
      });
      if (count.tried === 0) throw new Error(`No fault was tried of: ${kind}`);
      if (lost.length > 0) {
        throw new Error(
          `${lost.length} of ${count.tried} faults were lost:\n${lost.slice(0, 10).join("\n")}`,
        );
      }
    },
  });
}

function table(): string {
  // Those that neither ran nor could not have run were filtered out.
  const shown = [...kinds].filter(([, { tried, notTried }]) => tried > 0 || notTried);
  const rows = shown.map(([kind, { tried, survived, notTried }]) => [
    kind + (notTried ? ` (not tried: ${notTried})` : ""),
    tried,
    survived,
    tried - survived,
  ]);
  const total = [1, 2, 3].map((column) =>
    rows.reduce((sum, row) => sum + (row[column] as number), 0)
  );
  const width = Math.max(...rows.map(([kind]) => String(kind).length));
  return [["Faults", "tried", "survived", "lost"], ...rows, ["In all", ...total]]
    .map(([kind, ...numbers]) =>
      `${kind}`.padEnd(width) + numbers.map((number) => `${number}`.padStart(10)).join("")
    ).join("\n");
}

Deno.test.afterAll(() => {
  if (kinds.size > 0) console.log(`\n${table()}\n`);
});
