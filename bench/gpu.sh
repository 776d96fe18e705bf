#!/usr/bin/env bash
# All that is to be measured on a GPU, in one command, with no network: in a checkout, or in what gpu-pack.sh packed.
#   bench/gpu.sh [all | check steps epoch precision study]... --frames FRAMES [--out DIR] [--device cuda] [--limit MINUTES] [--quick]
#   check      the same short training on the CPU and on the device: do the losses agree?
#   steps      images a second against eager PyTorch, three networks on ResNet-50 (segbook bench gpu)
#   epoch      an epoch of the reference notebook's protocol against its loop (segbook bench gpu --epoch)
#   precision  one fold of the study in bfloat16
#   study      the full study, three networks on ResNet-50 at 360x480, five folds; goes on where it was stopped
# What was packed takes libtorch from the torch folder of `python3`, or from LIBTORCH; --limit stops each part after so many minutes; --quick only shows that everything runs.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
parts=() frames="" out="$PWD/segbook-gpu-results" device=cuda limit=600 quick=""
while [ $# -gt 0 ]; do
  case $1 in
    --frames) frames=$(realpath "$2"); shift ;;
    --out) out=$(realpath -m "$2"); shift ;;
    --device) device=$2; shift ;;
    --limit) limit=$2; shift ;;
    --quick) quick=yes ;;
    all) parts+=(check steps epoch precision study) ;;
    check | steps | epoch | precision | study) parts+=("$1") ;;
    *) echo "gpu.sh: what is '$1'? See the first lines of $0." >&2; exit 2 ;;
  esac
  shift
done
[ ${#parts[@]} -gt 0 ] && [ -n "$frames" ] || { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
python=${PYTHON:-python3}
mkdir -p "$out"
exec > >(tee -a "$out/log.txt") 2>&1

# Without PyTorch only our side is measured.
rival=$python
torch=$("$python" -c 'import torch; print(torch.__path__[0])' 2>/dev/null) || { torch= rival=none; echo "gpu.sh: $python has no PyTorch"; }
# In a checkout ./segbook builds; what was packed has no libtorch and takes that of the machine's PyTorch.
if [ -x "$root/segbook" ]; then
  program=("$root/segbook") bench=("$root/segbook" bench)
else
  program=("$root/bin/segbook-cli") bench=("$root/bin/segbook-bench")
  LIBTORCH=${LIBTORCH-$torch}
  export LD_LIBRARY_PATH="$LIBTORCH/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" SEGBOOK_CLI="${program[0]}"
  # As ./segbook does: glibc keeps the memory that a step frees.
  export MALLOC_ARENA_MAX=1 MALLOC_TOP_PAD_=67108864 MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=8589934592
fi
limited() { timeout --foreground "${limit}m" "$@" || echo "gpu.sh: stopped or failed ($?): $*"; }

# A run's name follows from the path of its frames: with this one, reports can be made elsewhere from the same runs.
data=/tmp/segbook-frames
ln -sfn "$frames" "$data"
encoder=resnet50 size=(--height 360 --width 480) steps=() folds=()
[ -z "$quick" ] || { encoder=resnet18 size=(--height 32 --width 32) steps=(--sizes 32x32:2 --repeats 1 --seconds 0 --architectures PSPNet) folds=(--epochs 0.1); }
study() { limited "${program[@]}" study --data $data --device "$device" --encoder $encoder "${size[@]}" --runs "$out/runs" "$@"; }

check() {
  local place
  for place in cpu "$device"; do
    limited "${program[@]}" train --preset quick --data $data --set epochs=2 --set augmentation=none --set device=$place --set schedule.kind=Constant --set height=96 --set width=128 --store "$out/check-$place" --quiet
  done
  "$python" - "$out/check-cpu" "$out/check-$device" <<'PY' || echo "gpu.sh: nothing to compare"
import csv, glob, sys
rows = [list(csv.DictReader(open(glob.glob(folder + "/*/history.csv")[0]))) for folder in sys.argv[1:]]
for here, there in zip(*rows):
    name = next(key for key in here if "loss" in key.lower())
    a, b = float(here[name]), float(there[name])
    print(f"check: {name} {a:.4f} on the CPU, {b:.4f} on the device, {abs(a - b) / a:.2%} apart" + ("" if abs(a - b) < 0.05 * a else ": TOO FAR"))
PY
}

{ date; uname -srm; nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader || true; "${program[@]}" run --device-info --device "$device"; } 2>&1
for part in "${parts[@]}"; do
  echo "== $part"
  case $part in
    check) check ;;
    steps) limited "${bench[@]}" gpu --device "$device" --encoder $encoder --python "$rival" "${steps[@]}" ;;
    epoch) limited "${bench[@]}" gpu --device "$device" --encoder $encoder --python "$rival" --epoch $data ${quick:+--architectures PSPNet} ;;
    precision) study --out "$out/study-bf16" --precision Mixed --only-folds 1 "${folds[@]}" ;;
    study) study --out "$out/study" "${folds[@]}" ${quick:+--only-folds 1} ;;
  esac
done
# The runs without their weights: enough for a report.
[ ! -d "$out/runs" ] || tar -C "$out" --exclude=model --exclude=state --exclude=events -czf "$out/runs.tar.gz" runs
echo "gpu.sh: everything is in $out"
