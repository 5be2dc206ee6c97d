import { join } from "node:path";
import { assert, assertEquals, assertRejects } from "../testing/assert.ts";
import { type Holder, RunLock } from "./run_lock.ts";

Deno.test("RunLock: one has it, others are told who, until it is given back", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "lock");
  assertEquals(RunLock.isHeld(path), false);
  const first = (await RunLock.take(path))!;
  assertEquals(RunLock.isHeld(path), true);
  assertEquals(await RunLock.tryTake(path), undefined);
  const told = Promise.withResolvers<Holder | undefined>();
  const waiting = RunLock.take(path, { onWait: told.resolve });
  assertEquals(await told.promise, { pid: Deno.pid, host: Deno.hostname() });
  first[Symbol.dispose]();
  using _second = await waiting;
  assertEquals(RunLock.isHeld(path), true);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("RunLock: who waits can be stopped, and hears of a folder that is gone", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "lock");
  const first = (await RunLock.take(path))!;
  const reason = new Error("stopped");
  const controller = new AbortController();
  const stopped = RunLock.take(path, { signal: controller.signal });
  controller.abort(reason);
  const error = await assertRejects(() => stopped);
  assert(error === reason);
  const waiting = RunLock.take(path);
  await Deno.remove(folder, { recursive: true });
  first[Symbol.dispose]();
  assertEquals(await waiting, undefined);
});

Deno.test("RunLock: the lock of a file that is removed meanwhile is not taken", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "lock");
  const { tryLock } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.tryLock = async function (exclusive) {
    await Deno.remove(path);
    await Deno.writeTextFile(path, "another's");
    return await tryLock.call(this, exclusive);
  };
  try {
    assertEquals(await RunLock.tryTake(path), undefined);
  } finally {
    Deno.FsFile.prototype.tryLock = tryLock;
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("RunLock: a file system without locks is named, and nobody has a lock there", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "lock");
  const { tryLock, tryLockSync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.tryLockSync = () => {
    throw new Error("No locks available (os error 37)");
  };
  Deno.FsFile.prototype.tryLock = () =>
    Promise.reject(new Error("No locks available (os error 37)"));
  try {
    await assertRejects(
      () => RunLock.take(path),
      Error,
      `Cannot lock "${path}": its file system has no file locks (No locks available (os error 37))`,
    );
    assertEquals(RunLock.isHeld(path), false);
  } finally {
    Object.assign(Deno.FsFile.prototype, { tryLock, tryLockSync });
    await Deno.remove(folder, { recursive: true });
  }
});
