import { assertEquals } from "../testing/assert.ts";
import { parseDriverVersion } from "./gpu.ts";

Deno.test("parseDriverVersion() reads the files of NVIDIA's closed and open kernel modules", () => {
  const closed = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.57.02  Tue Jul 13 2021\n" +
    "GCC version:  gcc version 9.3.0\n";
  const open =
    "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  535.54.03  Release Build\n";
  assertEquals(parseDriverVersion(closed), "470.57.02");
  assertEquals(parseDriverVersion(open), "535.54.03");
  assertEquals(parseDriverVersion(""), undefined);
});
