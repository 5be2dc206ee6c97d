/**
 * A program that keeps a checkpoint, then the finished run, and kills itself with SIGKILL at its
 * n-th step on the file system: `_killed_write.ts STORE NAME PREPARED STEP`. In PREPARED lie the
 * checkpoint and the run that it keeps. Without a step it prints what each does, a line for each.
 *
 * @module
 */
import { checkpointFiles, decodeCheckpoint, decodeRun, runFiles } from "../../lib/store/record.ts";
import { readFolder } from "../../lib/store/atomic_folder.ts";
import { TrainingFolder } from "../../lib/store/training_folder.ts";

const [store, name, prepared, last = Infinity] = Deno.args;
const checkpoint = decodeCheckpoint(readFolder(`${prepared}/checkpoint`, checkpointFiles)!);
const run = decodeRun(readFolder(`${prepared}/run`, runFiles)!);
const folder = await TrainingFolder.open(store, name, {});

const steps: string[] = [];
/** Counts a step; the last one does nothing, or only half of what it was to do. */
function step(name: string, half?: () => void): void {
  if (steps.push(name) < Number(last)) return;
  half?.();
  Deno.kill(Deno.pid, "SIGKILL");
}

for (const method of ["mkdir", "open", "rename", "remove"] as const) {
  const original = Deno[method] as (...args: unknown[]) => unknown;
  Object.assign(Deno, {
    [method]: (...args: unknown[]) => {
      step(method);
      return original(...args);
    },
  });
}
const { write, sync, writeSync } = Deno.FsFile.prototype;
Deno.FsFile.prototype.write = function (bytes) {
  step("write");
  step("write half", () => writeSync.call(this, bytes.subarray(0, bytes.length >> 1)));
  return write.call(this, bytes);
};
Deno.FsFile.prototype.sync = function () {
  step("sync");
  return sync.call(this);
};

await folder.save(checkpoint);
await folder.finish(run);
console.log(steps.join("\n"));
