#!/usr/bin/env bash
# A Slurm cluster of one machine for the tests: slurm.sh up FOLDER, slurm.sh down FOLDER. Everything it needs is in FOLDER;
# programs find the cluster through SLURM_CONF=FOLDER/slurm.conf. Needs root, slurmctld, slurmd, slurm-client and munge.
set -euo pipefail
what=$1 folder=$2
export SLURM_CONF=$folder/slurm.conf PATH=$PATH:/usr/sbin

stop() {
    for file in slurmd.pid slurmctld.pid munged.pid; do
        if [ -s "$folder/$file" ]; then
            pid=$(cat "$folder/$file")
            kill "$pid" 2>/dev/null || true
            for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        fi
    done
}

if [ "$what" = down ]; then
    scancel --user="$(id -un)" 2>/dev/null || true
    stop
    exit 0
fi

mkdir -p "$folder"/{state,spool}
head -c 128 /dev/urandom > "$folder/munge.key"
chmod 600 "$folder/munge.key"
host=$(hostname -s)
port=$((20000 + RANDOM % 20000))
cat > "$SLURM_CONF" <<END
ClusterName=segbook
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MailProg=/bin/true
ReturnToService=2
MinJobAge=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
trap 'code=$?; [ $code = 0 ] || { tail -n 5 "$folder"/*.log >&2; stop; }' EXIT
munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" --log-file="$folder/munged.log" --seed-file="$folder/munged.seed"
slurmctld -f "$SLURM_CONF"
slurmd -f "$SLURM_CONF" -N "$host"
for _ in $(seq 100); do
    if [ "$(sinfo --noheader --format=%T 2>/dev/null)" = idle ]; then
        exit 0
    fi
    sleep 0.2
done
echo "the node did not become idle: $(sinfo 2>&1)" >&2
exit 1
