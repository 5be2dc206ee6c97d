import { assertEquals } from "../testing/assert.ts";
import { whyTooOld } from "./require_deno.ts";

Deno.test("whyTooOld() takes Deno 2.9 and later, comparing numbers and not text", () => {
  for (const version of ["2.9.0", "2.9.6", "2.10.0", "3.0.0", "2.9.0-rc.1", "2.9.1+5f3c1a2"]) {
    assertEquals(whyTooOld(version), undefined);
  }
  for (const version of ["1.46.3", "2.0.0", "2.5.0", "2.8.3", "2.8.99"]) {
    assertEquals(
      whyTooOld(version),
      `This project needs Deno 2.9 or later, this is ${version}`,
    );
  }
});
