#!/usr/bin/env bash
# All that is to be measured on a GPU, in one command, with no network: in a checkout, or in what gpu-pack.sh packed.
#   bench/gpu.sh [measure | check own fold epoch steps | study]... --frames FRAMES [--out DIR] [--device cuda] [--minutes 6] [--quick]
#   check    what TorchSharp takes of libtorch and this one lacks; the same short training on the CPU and on the device: do the losses agree?
#   own      a row at CamSeq01's own size, 32 classes at 720x960: does it run?
#   fold     one fold of the study, three networks on ResNet-50 at 360x480
#   epoch    an epoch of the reference notebook's protocol against its loop (segbook bench gpu --epoch)
#   steps    images a second and memory against eager PyTorch, three networks on ResNet-50, tf32 and bf16 (segbook bench gpu)
#   measure  these five, in --minutes together (the default)
#   study    the full study, five folds; as long as it takes, goes on where it was stopped, reuses the fold above
# What was packed takes libtorch from the torch folder of `python3`, or from SEGBOOK_LIBTORCH; --quick only shows that everything runs, on few frames.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
parts=() frames="" out="$PWD/segbook-gpu-results" device=cuda minutes=6 quick=""
while [ $# -gt 0 ]; do
  case $1 in
    --frames) frames=$(realpath "$2"); shift ;;
    --out) out=$(realpath -m "$2"); shift ;;
    --device) device=$2; shift ;;
    --minutes) minutes=$2; shift ;;
    --quick) quick=yes ;;
    measure) parts+=(check own fold epoch steps) ;;
    check | own | fold | epoch | steps | study) parts+=("$1") ;;
    *) echo "gpu.sh: what is '$1'? See the first lines of $0." >&2; exit 2 ;;
  esac
  shift
done
[ -n "$frames" ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ ${#parts[@]} -gt 0 ] || parts=(check own fold epoch steps)
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
  export SEGBOOK_LIBTORCH="${SEGBOOK_LIBTORCH-$torch/lib}" SEGBOOK_CLI="${program[0]}"
  # As ./segbook does: glibc keeps the memory that a step frees, and collections are rare.
  export MALLOC_ARENA_MAX=1 MALLOC_TOP_PAD_=67108864 MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=8589934592 DOTNET_GCgen0size=0x8000000
fi

# A run's name follows from the path of its frames: with this one, reports can be made elsewhere from the same runs.
data=/tmp/segbook-frames
encoder=resnet50 size=(--height 360 --width 480) own=(720 960) steps=(--sizes 256x256:16 720x960:4) epochs=() networks=(DeepLabV3Plus UNet PSPNet)
[ -z "$quick" ] || { encoder=resnet18 size=(--height 32 --width 32) own=(64 96) steps=(--sizes 32x32:2 --repeats 1 --seconds 0) epochs=(--epochs 0.1) networks=(PSPNet)
  # Twenty pairs, where they lie side by side.
  mkdir -p "$out/frames" && find -L "$frames" -maxdepth 1 -name '*.png' | sort | head -n 40 | xargs -r -d '\n' ln -sft "$out/frames" && cp "$frames"/*.txt "$out/frames" && frames=$out/frames; }
[ "$frames" = "$data" ] || ln -sfnT "$frames" "$data"

end=$((SECONDS + minutes * 60))
within() { # the minutes that are left
  local left=$((end - SECONDS))
  [ $left -gt 0 ] || { echo "gpu.sh: no time left for: $*"; return; }
  timeout --foreground $left "$@" || echo "gpu.sh: stopped or failed ($?): $*"
}
study=("${program[@]}" study --data $data --device "$device" --encoder $encoder "${size[@]}" --runs "$out/runs" "${epochs[@]}")

# Of a libtorch of another version: a function that is missing ends the process where it is called, and not before.
missing() {
  [ -n "${SEGBOOK_LIBTORCH:-}" ] && command -v nm >/dev/null || return 0
  local library=$root/bin/libLibTorchSharp.so gone
  [ -e "$library" ] || library=$root/lib/bin/libLibTorchSharp.so
  gone=$(comm -23 <(nm -D --undefined-only "$library" | awk '$1 == "U" && $2 ~ /^_Z.*(2at|3c10|5torch)/ { print $2 }' | sort -u) \
    <(nm -D --defined-only "$SEGBOOK_LIBTORCH"/lib{c10,torch,torch_cpu}.so | awk 'NF == 3 { print $3 }' | sort -u) | c++filt)
  echo "check: functions that TorchSharp takes of libtorch and $SEGBOOK_LIBTORCH lacks: ${gone:-none}"
}

check() {
  local place
  missing
  for place in cpu "$device"; do
    within "${program[@]}" train --preset quick --data $data --set epochs=2 --set augmentation=none --set precision=Float32 --set device=$place --set schedule.kind=Constant --set height=96 --set width=128 --store "$out/check-$place" --quiet
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
  echo "== $part, after $SECONDS s"
  case $part in
    check) check ;;
    own)
      within "${program[@]}" train --preset quick --data $data --set labels=CamVid32 --set model.encoder=$encoder --set height=${own[0]} --set width=${own[1]} --set epochs=2 --set device="$device" --store "$out/own" --quiet
      cut -d, -f1-7 "$out"/own/*/history.csv || true ;;
    fold) within "${study[@]}" --out "$out/fold" --only-folds 1 ;;
    epoch) within "${bench[@]}" gpu --device "$device" --encoder $encoder --python "$rival" --epoch $data --architectures "${networks[@]}" ;;
    steps) for network in "${networks[@]}"; do within "${bench[@]}" gpu --device "$device" --encoder $encoder --python "$rival" --architectures $network "${steps[@]}"; done ;;
    study) "${study[@]}" --out "$out/study" ${quick:+--only-folds 1} ;;
  esac
done
# The runs without their weights: enough for a report.
[ ! -d "$out/runs" ] || tar -C "$out" --exclude=model --exclude=state --exclude=events -czf "$out/runs.tar.gz" runs
echo "gpu.sh: everything is in $out, after $SECONDS s"
