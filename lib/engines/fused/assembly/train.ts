/// <reference path="./builtins.d.ts" />
import { backward } from "./backward.ts";
import { barrier } from "./barrier.ts";
import { forward } from "./forward.ts";
import { addNorms, clipScale, sumSquares } from "./norms.ts";
import { crossEntropy } from "./softmax.ts";
import { BLOCK, isStopped, Job, Tally, tallyAt } from "./structures.ts";
import { update } from "./update.ts";

/**
 * One epoch of stochastic gradient descent, by all threads at once. In a step each thread takes a
 * share of the batch's rows forward and back; then each updates a share of the weights' rows.
 */
export function trainEpoch(job: Job, thread: i32): void {
  const tally = tallyAt(job, thread, 0);
  for (let step: i32 = 0, start: i32 = 0; start < job.rowCount; step++) {
    const count = min(job.batchSize, job.rowCount - start);
    const active = activeThreads(count, job.threads);
    accumulate(job, thread, start, count, tally);
    if (thread == 0) job.stopping = isStopped(job) ? 1 : 0;
    barrier(job);

    start += count;
    const isLast = job.stopping != 0 || !isFinite(totalLoss(job));
    if (thread == 0) {
      job.steps = step + 1;
      job.seen = start;
    }
    let scale: f32 = 1;
    if (job.clipNorm != 0 || job.gradientNorms) {
      sumSquares(job, thread, active);
      barrier(job);
      scale = clipScale(job);
      if (thread == 0 && job.gradientNorms) addNorms(job);
    }
    if (isLast) break;
    update(job, thread, active, load<f32>(job.rates + (<usize> step << 2)), scale);
    barrier(job);
  }
}

/** Adds the gradient of the mean cross-entropy over all rows of the job to `gradientSum`. */
export function gradients(job: Job, thread: i32): void {
  accumulate(job, thread, 0, job.rowCount, tallyAt(job, thread, 0));
  barrier(job);
  sumSquares(job, thread, activeThreads(job.rowCount, job.threads));
}

/**
 * The thread's share of the gradient of a batch, rows [start, start + count) of the job, in blocks
 * that a workspace has room for.
 */
function accumulate(job: Job, thread: i32, start: i32, count: i32, tally: Tally): void {
  const workspace = job.workspace + <usize> thread * job.workspaceSize;
  const share = shareOf(count, job.threads);
  const first = start + min(thread * share, count);
  const end = start + min((thread + 1) * share, count);
  for (let row = first; row < end && !isStopped(job); row += BLOCK) {
    const rows = min(BLOCK, end - row);
    forward(job, workspace, row, rows);
    crossEntropy(job, workspace, row, rows, 1 / <f64> count, tally);
    backward(job, workspace, thread, rows, row > first ? 1 : 0);
  }
}

/** Rows of a batch that one thread takes, a multiple of four; the last ones may have fewer or none. */
function shareOf(count: i32, threads: i32): i32 {
  return ((count + threads - 1) / threads + 3) & ~3;
}

/** How many threads a batch has rows for. */
function activeThreads(count: i32, threads: i32): i32 {
  const share = shareOf(count, threads);
  return (count + share - 1) / share;
}

function totalLoss(job: Job): f64 {
  let sum: f64 = 0;
  for (let thread: i32 = 0; thread < job.threads; thread++) sum += tallyAt(job, thread, 0).loss;
  return sum;
}
