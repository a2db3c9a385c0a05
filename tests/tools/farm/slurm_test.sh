#!/bin/bash
# A Slurm cluster of three machines, as far as one machine can be three: each node has its own
# network and host name. An array of twelve shards runs through tools/farm/slurm.sbatch; one node
# dies with its task, one is cut off and goes on alone, one task is told to stop. The finalized
# dataset must have the bytes of a single process.
#
#   slurm_test.sh DIORAMA SOURCE_DIR      0 passed, 1 failed, 77 cannot run here
set -eu

if [ -z "${CLUSTER:-}" ]; then  # outside: a folder and namespaces, which end every daemon
    [ "$(id -u)" = 0 ] || { echo "skipped: slurmd needs root"; exit 77; }
    for program in slurmctld slurmd sbatch munged ip unshare; do
        command -v $program >/dev/null || { echo "skipped: there is no $program"; exit 77; }
    done
    unshare --net --pid --fork --mount-proc ip link add probe type bridge 2>/dev/null ||
        { echo "skipped: no private networks"; exit 77; }
    CLUSTER=$(mktemp -d)
    export CLUSTER
    code=0
    unshare --net --pid --fork --mount-proc --kill-child bash "$0" "$@" || code=$?
    if [ $code = 0 ]; then rm -rf "$CLUSTER"; else tail -n 12 "$CLUSTER"/log/* >&2; fi
    exit $code
fi

export DIORAMA=$1
template=$2/tools/farm/slurm.sbatch config=$2/tests/tools/farm/labels.yaml
shards=12
options=(--device cpu --threads 1 --durability none)
cd "$CLUSTER"
mkdir -m 0700 state run
mkdir log spool.n1 spool.n2 spool.n3

fail() { echo "FAILED: $1" >&2; exit 1; }
# wait_for SECONDS COMMAND...: until the command succeeds
wait_for() {
    local tries=$(($1 * 20))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.05
    done
}

# --- the network: the controller's bridge, and a cable to each node ---
ip link set lo up
ip link add lan type bridge
ip addr add 10.77.0.254/24 dev lan
ip link set lan up
apart() { ! [ "/proc/$1/ns/net" -ef /proc/self/ns/net ]; }
for i in 1 2 3; do
    unshare --net --uts bash -c "hostname n$i; ip link set lo up; exec sleep infinity" &
    node[i]=$!
    wait_for 5 apart "${node[i]}" || fail "no network for n$i"
    ip link add cable$i type veth peer name eth0 netns "${node[i]}"
    ip link set cable$i master lan up
    nsenter --net --target "${node[i]}" ip addr add 10.77.0.$i/24 dev eth0
    nsenter --net --target "${node[i]}" ip link set eth0 up
done

# --- Slurm ---
(umask 077; head -c 128 /dev/urandom >munge.key)
cat >slurm.conf <<EOF
ClusterName=test
SlurmctldHost=$(hostname -s)(10.77.0.254)
SlurmUser=root
AuthInfo=socket=$CLUSTER/run/munge.sock,cred_expire=5
StateSaveLocation=$CLUSTER/state
SlurmdSpoolDir=$CLUSTER/spool.%n
SlurmctldPidFile=$CLUSTER/run/slurmctld.pid
SlurmdPidFile=$CLUSTER/run/slurmd.%n.pid
SlurmctldLogFile=$CLUSTER/log/slurmctld.log
SlurmdLogFile=$CLUSTER/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0
JobCompType=jobcomp/filetxt
JobCompLoc=$CLUSTER/log/completed
TreeWidth=65533
SlurmdTimeout=300
KillWait=5
NodeName=n1 NodeHostname=n1 NodeAddr=10.77.0.1 CPUs=1 RealMemory=2000
NodeName=n2 NodeHostname=n2 NodeAddr=10.77.0.2 CPUs=1 RealMemory=2000
NodeName=n3 NodeHostname=n3 NodeAddr=10.77.0.3 CPUs=1 RealMemory=2000
PartitionName=all Nodes=n[1-3] Default=YES State=UP
EOF
export SLURM_CONF=$CLUSTER/slurm.conf
munged --force --key-file="$CLUSTER/munge.key" --socket="$CLUSTER/run/munge.sock" \
    --pid-file="$CLUSTER/run/munged.pid" --log-file="$CLUSTER/log/munged.log" \
    --seed-file="$CLUSTER/run/munged.seed"
slurmctld -c
for i in 1 2 3; do nsenter --net --uts --target "${node[i]}" slurmd -N n$i; done
idle() { [ "$(sinfo -h -t idle -o %D 2>/dev/null)" = 3 ]; }
wait_for 20 idle || fail "the cluster did not come up"

# --- what it shall make ---
"$DIORAMA" generate "$config" --out expected --device cpu --progress none 2>log/expected.log ||
    fail "the single process failed"

# --- the array ---
sbatch --array=0-$((shards - 1)) --cpus-per-task=1 --output="log/task.%a" \
    "$template" "$config" "$CLUSTER/data" $shards "${options[@]}" >log/sbatch

# The process of diorama on a node, and the shard that it makes.
on_node() { pgrep --ns "${node[$1]}" --nslist net --exact diorama | head -n 1; }
shard_of() { tr '\0' '\n' <"/proc/$1/environ" | sed -n 's/^SLURM_ARRAY_TASK_ID=//p'; }
shard_records() {
    local count=$((96 / shards)) i found=0
    for i in $(seq $(($1 * count)) $(($1 * count + count - 1))); do
        [ ! -e "$(printf 'data/records/%08d.json' "$i")" ] || found=$((found + 1))
    done
    echo $found
}
# Holds the process of a node as soon as its shard has a sample, and a good part still to make.
hold() {
    pid=$(on_node "$1") && [ -n "$pid" ] && kill -STOP "$pid" || return 1
    shard=$(shard_of "$pid" 2>/dev/null) && [ -n "$shard" ] || return 1
    local records
    records=$(shard_records "$shard")
    [ "$records" -lt 1 ] || [ "$records" -gt 5 ] || return 0
    kill -CONT "$pid"
    return 1
}

wait_for 20 hold 2 || fail "no task on n2"
dead=$shard
kill -KILL "$(cat run/slurmd.n2.pid)" $(pgrep --ns "${node[2]}" --nslist net 'slurmstepd|srun|diorama')
scontrol update nodename=n2 state=down reason=killed

wait_for 20 hold 3 || fail "no task on n3"
cut=$shard zombie=$pid
ip link set cable3 down
scontrol update nodename=n3 state=down reason=split

wait_for 20 hold 1 || fail "no task on n1"
told=$shard
kill -USR1 "$pid"
kill -CONT "$pid"

# The shard that was cut off is made twice at once.
twin() { pid=$(on_node 1) && [ -n "$pid" ] && [ "$(shard_of "$pid" 2>/dev/null)" = "$cut" ]; }
wait_for 60 twin || fail "shard $cut was not requeued"
kill -CONT "$zombie"

ended() { [ -z "$(squeue -h)" ] && [ ! -e "/proc/$zombie" ]; }
wait_for 60 ended || fail "the array did not end"
"$DIORAMA" finalize data 2>log/finalize.log || fail "finalize failed"
diff -r expected data || fail "other bytes"

grep -q "shard $dead/$shards is complete" "log/task.$dead" || fail "shard $dead did not go on"
grep -q 'are there already' "log/task.$dead" || fail "shard $dead began anew"
[ "$(grep -c 'JobState=COMPLETED' log/completed)" = $shards ] || fail "not every task completed"
[ "$(grep -c 'JobState=NODE_FAIL' log/completed)" = 2 ] || fail "not both nodes were lost"
echo "12 shards; $dead died, $cut ran twice, $told was stopped: 96 samples, equal bytes"
