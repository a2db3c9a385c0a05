#!/bin/bash
# diorama as a Grid Engine array job: one shard for each task, all into one folder on a shared disk.
#
#   qsub -t 1-16 -N render tools/farm/gridengine.sh table.yaml /scratch/data 16
#   qsub -hold_jid render -b y -cwd diorama finalize /scratch/data
#
# Arguments: CONFIG OUT SHARDS [options of generate]. Tasks count from 1; --shard auto knows.
#$ -S /bin/bash
#$ -cwd
#$ -V
#$ -j y
#$ -r y
#$ -notify
set -u
config=$1 out=$2 shards=$3
shift 3

# -notify sends SIGUSR2 before SIGKILL. 99 is Grid Engine's "run this task again".
exec "${DIORAMA:-diorama}" generate "$config" --out "$out" --shard auto --shards "$shards" \
    --exit-code-map temp=99,unavailable=99 "$@"
