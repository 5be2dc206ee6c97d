import { assertEquals, assertRejects } from "../testing/assert.ts";
import { LateError, within } from "./within.ts";

Deno.test("within() passes on an outcome in time", async () => {
  assertEquals(await within(Promise.resolve(3), "an answer", 1000), 3);
  await assertRejects(() => within(Promise.reject(new RangeError("no")), "it", 1000), RangeError);
});

Deno.test("within() rejects where a promise never settles", async () => {
  const never = new Promise<void>(() => {});
  await assertRejects(
    () => within(never, "an answer", 20),
    LateError,
    "an answer must come within 0.02 s",
  );
});
