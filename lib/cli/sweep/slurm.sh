#!/bin/sh
# deno task sweep as a Slurm job array, from the project's folder, with deno in the PATH; options go
# to the command:
#
#     sbatch lib/cli/sweep/slurm.sh
#     sbatch --array=1-16 --cpus-per-task=4 lib/cli/sweep/slurm.sh --dataset mnist --depth 50
#
# Tasks share the trials through data/runs, so all nodes must see the project's folder, with locks.
# They may start in any order, one after another or all at once, and a task that was killed, timed
# out or was requeued goes on from its last checkpoint: submit the same again until it is done.
#
#SBATCH --job-name=sweep
#SBATCH --array=1-8
#SBATCH --cpus-per-task=2
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=data/sweep-%a.log
index=$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN + 1))
count=$((SLURM_ARRAY_TASK_MAX - SLURM_ARRAY_TASK_MIN + 1))
exec deno task sweep --shard "$index/$count" --threads "$SLURM_CPUS_PER_TASK" "$@"
