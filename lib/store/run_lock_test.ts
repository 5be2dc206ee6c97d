import { join } from "node:path";
import { assertEquals, assertRejects } from "../testing/assert.ts";
import { isLocked, readHolder, tryLock } from "./run_lock.ts";

Deno.test("tryLock() gives a lock to one at a time, and the file names its holder", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "lock");
  assertEquals(isLocked(path), false);
  const first = (await tryLock(path))!;
  assertEquals(isLocked(path), true);
  assertEquals(await tryLock(path), undefined);
  assertEquals(await readHolder(path), { pid: Deno.pid, host: Deno.hostname() });
  first.close();
  {
    using _second = await tryLock(path);
    assertEquals(isLocked(path), true);
  }
  await Deno.remove(folder, { recursive: true });
  assertEquals(await tryLock(path), undefined);
});

Deno.test("tryLock() does not take the lock of a file that is removed meanwhile", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "lock");
  const prototype = Deno.FsFile.prototype;
  const { tryLock: original } = prototype;
  prototype.tryLock = async function (exclusive) {
    await Deno.remove(path);
    await Deno.writeTextFile(path, "another's");
    return await original.call(this, exclusive);
  };
  try {
    assertEquals(await tryLock(path), undefined);
  } finally {
    prototype.tryLock = original;
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("tryLock() names a file system without locks, where nothing is locked", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "lock");
  const { tryLock: original, tryLockSync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.tryLockSync = () => {
    throw new Error("No locks available (os error 37)");
  };
  Deno.FsFile.prototype.tryLock = () =>
    Promise.reject(new Error("No locks available (os error 37)"));
  try {
    await assertRejects(
      () => tryLock(path),
      Error,
      `Cannot lock "${path}": its file system has no file locks (No locks available (os error 37))`,
    );
    assertEquals(isLocked(path), false);
  } finally {
    Object.assign(Deno.FsFile.prototype, { tryLock: original, tryLockSync });
    await Deno.remove(folder, { recursive: true });
  }
});
