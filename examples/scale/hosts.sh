#!/bin/sh
# Several hosts on one machine: a head and two workers in network namespaces of their own, on a bridge. An encoder is trained
# by two workers, twice: undisturbed, and with one host cut off in the middle. Both runs end with the same weights.
# Needs root and the program ip; where it has not got them, it says so and ends with exit code 0.
set -eu
root=$(readlink -f "$(dirname "$0")/../..")

skip() {
  echo "hosts.sh: skipped, $1"
  exit 0
}

[ "$(id -u)" = 0 ] || skip "as only root may make network namespaces"
command -v ip >/dev/null 2>&1 || skip "as there is no program ip (iproute2)"
ip netns add s2r2-head 2>/dev/null || skip "as network namespaces are not permitted here, or s2r2-head is there already"

work=$(mktemp -d)
pids=
finish() {
  # Each of them was started below; ip runs programs in its own place.
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  for pid in $pids; do wait "$pid" 2>/dev/null || true; done
  for host in head one two; do ip netns delete "s2r2-$host" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# The hosts: the bridge is in the head's namespace, so that nothing of the machine's own network changes.
ip -n s2r2-head link set lo up
ip -n s2r2-head link add bridge0 type bridge 2>/dev/null || skip "as this machine's kernel has no bridges"
ip -n s2r2-head address add 10.77.0.1/24 dev bridge0
ip -n s2r2-head link set bridge0 up
number=2
for host in one two; do
  ip netns add "s2r2-$host"
  ip -n s2r2-head link add "to-$host" type veth peer name eth0 netns "s2r2-$host"
  ip -n s2r2-head link set "to-$host" master bridge0 up
  ip -n "s2r2-$host" address add "10.77.0.$number/24" dev eth0
  ip -n "s2r2-$host" link set lo up
  ip -n "s2r2-$host" link set eth0 up
  number=$((number + 1))
done

# Builds, where that is needed.
"$root/s2r2" pretrain --help --on none >/dev/null
classpath="$root/s2r2-spark/target/classes:$(cat "$root/s2r2-spark/target/libraries")"
export SPARK_HOME="$work/spark" SPARK_SCALA_VERSION=2.13
mkdir -p "$SPARK_HOME/jars"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

cat >"$work/spark.conf" <<'EOF'
# Two executors of one core; each host has room for both, so that one host does for two workers where the other is lost.
spark.cores.max 2
spark.executor.cores 1
spark.executor.memory 768m
# Short, for a trial: who does not answer for so long is lost.
spark.executor.heartbeatInterval 2s
spark.network.timeout 10s
spark.network.timeoutInterval 2s
spark.executor.heartbeat.maxFailures 3
spark.s2r2.timeoutSeconds 20
EOF
cat >"$work/shapes.yaml" <<'EOF'
name: shapes-on-hosts
backend: {threads: 1}
data: {dataset: shapes, images: 512, size: 32}
views: {crops: [{count: 2, size: 24, scale: [0.3, 1.0]}]}
encoder: {backbone: resnet8, width: 8, head: {layers: 2, hidden: 32, dim: 16}}
objective: {name: smooth-ap, temperature: 0.05}
training: {epochs: 30, batchSize: 32}
EOF

start() { # the host, the address, the rest of a command line of Java
  host=$1
  address=$2
  shift 2
  SPARK_LOCAL_IP=$address ip netns exec "s2r2-$host" "$java" -cp "$classpath" -Dspark.master.rest.enabled=false \
    -Dspark.worker.timeout=10 "$@" >"$work/$host.log" 2>&1 &
  pids="$pids $!"
}
start head 10.77.0.1 org.apache.spark.deploy.master.Master --host 10.77.0.1 --port 7077 --webui-port 0
sleep 5
number=2
for host in one two; do
  start "$host" "10.77.0.$number" org.apache.spark.deploy.worker.Worker --host "10.77.0.$number" --webui-port 0 --cores 2 \
    --memory 2g --work-dir "$work/$host" spark://10.77.0.1:7077
  number=$((number + 1))
done

pretrain() { # the name of the run; in the place of a sub-shell
  export SPARK_LOCAL_IP=10.77.0.1
  exec ip netns exec s2r2-head "$root/s2r2" pretrain "$work/shapes.yaml" --out "$work/$1" \
    --on spark://10.77.0.1:7077 --bind 10.77.0.1 --spark-conf "$work/spark.conf" --workers 2
}

echo "hosts.sh: two hosts, undisturbed"
(pretrain whole)

echo "hosts.sh: two hosts, of which one is cut off behind the fifth epoch"
(pretrain cut) &
running=$!
pids="$pids $running"
while [ ! -e "$work/cut/checkpoints/epoch-000005" ]; do
  kill -0 "$running" 2>/dev/null || break
  sleep 0.2
done
ip -n s2r2-head link set to-two down
echo "hosts.sh: host two is cut off"
wait "$running" || {
  echo "hosts.sh: the run with a lost host failed"
  exit 1
}

if cmp "$work/whole/checkpoints/epoch-000030/weights.safetensors" "$work/cut/checkpoints/epoch-000030/weights.safetensors"; then
  echo "hosts.sh: the weights of both runs are the same, bit for bit"
else
  echo "hosts.sh: the weights of the two runs differ"
  exit 1
fi
