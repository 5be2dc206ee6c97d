#!/bin/sh
# deno task sweep in several processes under GNU parallel, from the project's folder, with deno in
# the PATH; the first argument says in how many, options go to the command:
#
#     lib/cli/sweep/parallel.sh 4
#     lib/cli/sweep/parallel.sh 4 --dataset mnist --depth 50 --threads 2
#
# Without --threads each process has one. Stopped or killed, the same again goes on.
case ${1:-} in
  "" | 0* | *[!0-9]*)
    echo "How many processes? The first argument must say it, for example: $0 4" >&2
    exit 2
    ;;
esac
count=$1
shift
case " $* " in
  *" --threads"*) ;;
  *) set -- --threads 1 "$@" ;;
esac
exec parallel --quote --line-buffer --tag --jobs "$count" --halt soon,fail=1 \
  deno task sweep --shard {}/"$count" "$@" ::: $(seq "$count")
