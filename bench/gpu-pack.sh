#!/usr/bin/env bash
# Packs all that a machine with a GPU needs and has no way to fetch, .NET's runtime included, but for libtorch and the frames:
#   bench/gpu-pack.sh [ARCHIVE]        default: segbook-gpu.tar.xz
# There, with a Python that has a CUDA PyTorch:
#   python3 -m tarfile -e segbook-gpu.tar.xz DIR && DIR/segbook-gpu/bench/gpu.sh measure --frames FRAMES
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
archive=$(realpath -m "${1:-segbook-gpu.tar.xz}")
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
to="$staging/segbook-gpu"
mkdir -p "$staging/source" "$to"/{bench,data,notebooks}

# Built from a copy: self-contained and without libtorch, which is nothing to leave in the checkout's bin and obj.
tar -C "$root" --exclude=bin --exclude=obj -c lib tools bench global.json $(cd "$root" && ls -d Directory.*) | tar -C "$staging/source" -x
for program in tools bench; do
  dotnet publish "$staging/source/$program" -p:Device=none -r linux-x64 --self-contained -o "$to/bin" -v q -nologo
done
cp "$staging/source/lib/bin/libLibTorchSharp.so" "$to/bin/"
# ONNX Runtime's native libraries are for `bench models` alone.
rm -f "$to"/bin/*.{pdb,xml} "$to"/bin/libmscord*.so "$to"/bin/*onnxruntime*
cp "$root"/bench/{gpu.sh,gpu.py,models.py,training.py,metrics.py} "$to/bench/"
cp "$root/data/label_colors.txt" "$to/data/"
cp "$root/global.json" "$root/LICENSE" "$to/"
tar -C "$staging" --owner=0 --group=0 -c segbook-gpu | xz -6 -T0 >"$archive"
echo "$archive: $(($(stat -c %s "$archive") / 1000000)) MB"
