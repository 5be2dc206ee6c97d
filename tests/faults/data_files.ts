import { assertRejects } from "../../lib/testing/assert.ts";
import { idx, TemporaryFolder } from "../../lib/data/_fixtures.ts";
import { readIdxImages } from "../../lib/data/idx.ts";
import { testFaults } from "./_faults.ts";
import { truncations } from "./_mutations.ts";

testFaults("IDX file, truncated", async (attempt) => {
  await using folder = new TemporaryFolder();
  const images = idx(2051, [2, 3, 4], Array(24).fill(1));
  for (const { name, bytes } of truncations(images, 16)) {
    await attempt(name, async () => {
      const path = folder.write("images", bytes);
      await assertRejects(() => readIdxImages(path), SyntaxError, JSON.stringify(path));
    });
  }
});
