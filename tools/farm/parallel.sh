#!/bin/bash
# diorama under GNU parallel: the shards one after the other, or on other machines through ssh.
# Run it again after a failure: only what failed is repeated.
#
#   tools/farm/parallel.sh table.yaml data 16 --jobs 1 --sshloginfile hosts
#
# Arguments: CONFIG OUT SHARDS [options of parallel]. The paths are the same on every machine.
set -eu
config=$1 out=$2 shards=$3
shift 3

# The shard is written out: PARALLEL_SEQ would count only the arguments of this call. One SIGTERM
# lets samples in flight finish, a second one would not.
seq 0 $((shards - 1)) |
    parallel --will-cite --quote --joblog "$out.joblog" --resume-failed --retries 2 \
        --termseq TERM,30000,KILL "$@" \
        "${DIORAMA:-diorama}" generate "$config" --out "$out" --shard "{}/$shards"
"${DIORAMA:-diorama}" finalize "$out"
