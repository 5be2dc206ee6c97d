/// <reference path="./builtins.d.ts" />
import { forward, forwardFrom } from "./forward.ts";
import { crossEntropy } from "./softmax.ts";
import { BLOCK, isStopped, Job, layerAt, tallyAt } from "./structures.ts";

/** Cross-entropy and correct answers over all rows of the job; threads take blocks in turn. */
export function evaluate(job: Job, thread: i32): void {
  const workspace = job.workspace + <usize> thread * job.workspaceSize;
  const end = job.rowCount;
  for (let row = thread * BLOCK; row < end && !isStopped(job); row += job.threads * BLOCK) {
    const rows = min(BLOCK, end - row);
    forward(job, workspace, row, rows);
    crossEntropy(job, workspace, row, rows, 0, tallyAt(job, thread, 0));
  }
}

/**
 * The same, and then with each highway layer lesioned in turn, the last one first: what goes into
 * it goes into the next layer, and layers before it need not be computed again.
 */
export function evaluateLesions(job: Job, thread: i32): void {
  const workspace = job.workspace + <usize> thread * job.workspaceSize;
  const end = job.rowCount;
  for (let row = thread * BLOCK; row < end && !isStopped(job); row += job.threads * BLOCK) {
    const rows = min(BLOCK, end - row);
    forward(job, workspace, row, rows);
    crossEntropy(job, workspace, row, rows, 0, tallyAt(job, thread, 0));
    for (let lesioned = job.depth; lesioned > 1; lesioned--) {
      const before = layerAt(job, lesioned - 1);
      const x = workspace + before.output;
      forwardFrom(job, workspace, lesioned + 1, x, before.outputStride, rows);
      crossEntropy(job, workspace, row, rows, 0, tallyAt(job, thread, lesioned - 1));
    }
  }
}

/** Leaves the activations of one block of rows in each thread's workspace. */
export function trace(job: Job, thread: i32): void {
  const workspace = job.workspace + <usize> thread * job.workspaceSize;
  const row = thread * BLOCK;
  if (row < job.rowCount) forward(job, workspace, row, min(BLOCK, job.rowCount - row));
}
