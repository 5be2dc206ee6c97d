import { suggestion } from "./suggestion.ts";
import { assertEquals } from "./testing/assert.ts";

Deno.test("suggestion() names the nearest name, if one is near", () => {
  const names = ["depth", "gateBias", "clipNorm"];
  assertEquals(suggestion("gateBais", names), ', did you mean "gateBias"?');
  assertEquals(suggestion("clipnorm", names), ', did you mean "clipNorm"?');
  assertEquals(suggestion("learningRate", names), "");
  assertEquals(suggestion("depth", []), "");
});
