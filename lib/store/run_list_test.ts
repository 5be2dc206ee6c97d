import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "../testing/assert.ts";
import { listRuns } from "./run_list.ts";
import { RunStore } from "./run_store.ts";

Deno.test("records of earlier versions are read: none is damaged or stale", () => {
  const records = fileURLToPath(new URL("../../data/records", import.meta.url));
  for (const { name, state, reason, outline } of listRuns(new RunStore("nowhere", records))) {
    assert(state === "finished" || state === "diverged", `${name} is ${state}: ${reason}`);
    for (const { rejected } of outline!.provenance.sessions) {
      assertEquals(Array.isArray(rejected), true);
    }
  }
});
