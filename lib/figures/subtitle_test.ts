import { assertEquals, assertThrows } from "../testing/assert.ts";
import { subtitle } from "./subtitle.ts";

const mnist = { name: "mnist", title: "MNIST", images: 60000, train: { count: 60000 } } as const;
const textures = {
  name: "textures",
  title: "Textures",
  standsInFor: "cifar100",
  images: 512,
  train: { count: 10000 },
} as const;

Deno.test("subtitle() names data sets, profile and seeds, and what a stand-in stands in for", () => {
  assertEquals(subtitle({ datasets: [mnist, textures], profile: "report", seeds: [1, 2] }), [
    "Data: MNIST, 60000 of 60000 training images; Textures (generated stand-in for CIFAR-100), " +
    "512 of 10000 training images",
    "Profile: report · Seeds: 1, 2",
  ]);
});

Deno.test("subtitle() says that a data set's content was not verified", () => {
  const data = { ...mnist, name: "cifar100", title: "CIFAR-100", unverified: true } as const;
  assertEquals(
    subtitle({ datasets: [data], profile: "quick", seeds: [1] })[0],
    "Data: CIFAR-100 (content not verified), 60000 of 60000 training images",
  );
});

Deno.test("subtitle() refuses to leave out data set or seed", () => {
  const profile = "quick";
  assertThrows(() => subtitle({ datasets: [], profile, seeds: [1] }), RangeError, "0 data sets");
  assertThrows(() => subtitle({ datasets: [mnist], profile, seeds: [] }), RangeError, "0 seeds");
});
