/**
 * Disks that are full or read-only: a clear error and a failed process, the last checkpoint whole,
 * and the same bits once there is room again.
 *
 * @module
 */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { assert, assertEquals, assertMatch } from "../../lib/testing/assert.ts";
import { RunStore } from "../../lib/store/run_store.ts";
import { readCheckpoint } from "../../lib/store/training_folder.ts";
import { cannotLayer, cannotMount, Layers, SmallDisk } from "./_disk.ts";
import { testFaults } from "./_faults.ts";
import { outcome, spawnTraining, Trial } from "./_training.ts";

testFaults("A disk that fills while a run is trained", async (attempt) => {
  // From too small for one checkpoint to too small for the third.
  await using trial = await Trial.begin();
  for (const kilobytes of [40, 100, 160, 220, 280]) {
    await using disk = await SmallDisk.mount(1000 * kilobytes);
    trial.store = join(disk.path, "store");
    await attempt(`${kilobytes} kB`, async () => {
      const { code, stderr } = await outcome(spawnTraining(trial.store));
      assertEquals(code, 1);
      assertMatch(
        stderr,
        /^Cannot write ".*epoch-\d+": No space left on device \(os error 28\)\n$/,
      );
      const kept = Math.max(0, ...await trial.checkpoints());
      if (kilobytes > 200) assert(kept > 0, "no checkpoint was kept");
      if (kept > 0) readCheckpoint(trial.checkpoint(kept));
      await disk.remount("size=2m");
      const { first } = await trial.resume();
      assertEquals(first, kept + 1);
    });
  }
}, { notTried: cannotMount });

testFaults("A disk that is made read-only", async (attempt) => {
  await using trial = await Trial.begin();
  await using disk = await SmallDisk.mount(2_000_000);
  trial.store = join(disk.path, "store");
  const fails = async () => {
    const { code, stderr } = await outcome(spawnTraining(trial.store));
    assertEquals(code, 1);
    assertMatch(stderr, /^Cannot keep runs in ".*store": Read-only file system.*\n$/);
  };
  await attempt("before there is a store", async () => {
    await disk.remount("ro");
    await fails();
    await disk.remount("rw");
    assertEquals([...Deno.readDirSync(disk.path)], []);
  });
  await attempt("before a training goes on", async () => {
    await trial.interrupt(7);
    await disk.remount("ro");
    await fails();
    readCheckpoint(trial.checkpoint(7));
    await disk.remount("rw");
    assertEquals((await trial.resume()).first, 8);
  });
  await attempt("when the run is finished: it answers all the same", async () => {
    await disk.remount("ro");
    const store = new RunStore(trial.store);
    trial.assertExpected(await trial.train({ store, onEpoch: () => assert(false, "trained") }));
    await disk.remount("rw");
  });
}, { notTried: cannotMount });

testFaults("Files that may not grow as large as a checkpoint's", async (attempt) => {
  await using trial = await Trial.begin();
  await trial.interrupt(7);
  // In blocks of 512 bytes, or of 1024 as some shells have it: 5 to 30 kB.
  for (const blocks of [10, 20, 30]) {
    await attempt(`${blocks} blocks`, async () => {
      const limit = ["sh", "-c", `trap "" XFSZ; ulimit -f ${blocks}; exec "$@"`, "sh"];
      const { code, stderr } = await outcome(spawnTraining(trial.store, { wrap: limit }));
      assertEquals(code, 1);
      assertMatch(stderr, /^Cannot write ".*epoch-000008": File too large \(os error 27\)\n$/);
      readCheckpoint(trial.checkpoint(7));
      assertEquals((await trial.checkpoints()).sort(), [6, 7]);
    });
  }
  await attempt("without the limit", async () => assertEquals((await trial.resume()).first, 8));
}, { notTried: Deno.build.os === "windows" ? "no ulimit on Windows" : undefined });

testFaults("Runs that a container's image brings", async (attempt) => {
  await using trial = await Trial.begin();
  const home = trial.store;
  /** Layers over the store as it is now. */
  const mount = async () => {
    const layers = await Layers.mount(8_000_000, (image) => cp(home, image, { recursive: true }));
    trial.store = layers.path;
    return layers;
  };
  await trial.interrupt(7);
  await attempt("a training goes on", async () => {
    await using _ = await mount();
    assertEquals((await trial.resume()).first, 8);
  });
  await attempt("a training is removed", async () => {
    await using _ = await mount();
    const store = new RunStore(trial.store);
    await store.remove({ name: trial.name, path: trial.training });
    assertEquals([...Deno.readDirSync(trial.store)], []);
  });
  trial.store = home;
  await trial.resume();
  await attempt("a run is trained anew", async () => {
    await using _ = await mount();
    trial.assertExpected({ ...await trial.train({ freshTag: "today" }), freshTag: undefined });
    assertEquals(new RunStore(trial.store).load(trial.name)!.freshTag, "today");
  });
  await attempt("a damaged run is replaced", async () => {
    await using _ = await mount();
    await Deno.truncate(join(trial.store, trial.name, "parameters.safetensors"), 100);
    assertEquals((await trial.resume()).first, 1);
  });
}, { notTried: cannotLayer });

const uid = Deno.uid();

testFaults("A folder that may not be written", async (attempt) => {
  await using trial = await Trial.begin();
  await trial.interrupt(7);
  await Deno.chmod(trial.training, 0o555);
  await attempt("while a training goes on", async () => {
    const { code, stderr } = await outcome(spawnTraining(trial.store));
    assertEquals(code, 1);
    assertMatch(stderr, /^Cannot (keep runs in|write) ".*": Permission denied.*\n$/);
    readCheckpoint(trial.checkpoint(7));
  });
  await Deno.chmod(trial.training, 0o755);
  await attempt("when it may again", async () => assertEquals((await trial.resume()).first, 8));
}, { notTried: uid === 0 ? "root may write everywhere" : uid === null ? "no modes" : undefined });
