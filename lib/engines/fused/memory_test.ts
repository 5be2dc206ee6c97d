import { assert, assertEquals, assertThrows } from "../../testing/assert.ts";
import { SharedMemory } from "./memory.ts";

Deno.test("SharedMemory hands out zeroed pieces that do not overlap", () => {
  const memory = new SharedMemory();
  const a = memory.allocate(100);
  const b = memory.allocate(200_000);
  const c = memory.allocate(8);
  assert(a > 0 && b >= a + 100 && c >= b + 200_000);
  memory.floats(b, 50_000).fill(1);
  memory.free(b);
  const d = memory.allocate(1000);
  assertEquals(d, b);
  assert(memory.floats(d, 250).every((value) => value === 0));
});

Deno.test("SharedMemory joins neighbours that are free", () => {
  const memory = new SharedMemory();
  const [a, b, c] = [64, 64, 64].map((size) => memory.allocate(size));
  memory.allocate(64);
  for (const address of [a, c, b]) memory.free(address);
  assertEquals(memory.allocate(192), a);
  assertThrows(() => memory.free(b), RangeError, `at ${b}`);
});

Deno.test("SharedMemory refuses more than WebAssembly can address", () => {
  const memory = new SharedMemory();
  assertThrows(() => memory.allocate(5 * 2 ** 30), RangeError, "they need 5121 MiB");
});
