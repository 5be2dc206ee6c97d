/// <reference path="./builtins.d.ts" />
import { Job } from "./structures.ts";

/** Looks at the barrier so often, some tens of microseconds, before the thread is laid to sleep. */
const SPINS: i32 = 20000;

/** Nanoseconds after which a sleeping thread looks again, so that it can be terminated. */
const NAP = 100_000_000;

/** Returns when all threads of the job have come here; what they wrote before is then visible. */
export function barrier(job: Job): void {
  const arrived = changetype<usize>(job) + offsetof<Job>("arrived");
  const generation = changetype<usize>(job) + offsetof<Job>("generation");
  const current = atomic.load<i32>(generation);
  if (atomic.add<i32>(arrived, 1) + 1 == job.threads) {
    atomic.store<i32>(arrived, 0);
    atomic.store<i32>(generation, current + 1);
    atomic.notify(generation, job.threads);
    return;
  }
  for (let spin: i32 = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(generation) != current) return;
  }
  while (atomic.load<i32>(generation) == current) atomic.wait<i32>(generation, current, NAP);
}
