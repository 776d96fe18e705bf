#!/usr/bin/env bash
# Packs all that a machine with a GPU needs and has no way to fetch, .NET's runtime included, but for libtorch, CMake and the frames:
#   bench/gpu-pack.sh [ARCHIVE]        default: segbook-gpu.tar.xz
# There:
#   python3 -m tarfile -e segbook-gpu.tar.xz DIR && DIR/segbook-gpu/bench/gpu.sh all --frames FRAMES
# Needs a built checkout in compat mode (./segbook setup).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
archive=$(realpath -m "${1:-segbook-gpu.tar.xz}")
[ -e "$root/tools/bin/libsegtorch.so" ] || { echo "gpu-pack: run ./segbook setup first, in compat mode" >&2; exit 1; }

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
newest() { ls "$1" | sort -V | tail -n 1; }
runtime=$(newest "$dotnet/shared/Microsoft.NETCore.App")
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
to="$staging/segbook-gpu"
mkdir -p "$to"/{dotnet/host/fxr,dotnet/shared/Microsoft.NETCore.App,tools/bin,compat/TorchSharp,bench,data,notebooks}
cp "$dotnet/dotnet" "$dotnet"/*.txt "$to/dotnet/"
cp -r "$dotnet/host/fxr/$runtime" "$to/dotnet/host/fxr/"
cp -r "$dotnet/shared/Microsoft.NETCore.App/$runtime" "$to/dotnet/shared/Microsoft.NETCore.App/"
cp "$root"/tools/bin/*.{dll,json} "$to/tools/bin/"
cp -r "$root/compat/TorchSharp/native" "$to/compat/TorchSharp/"
cp "$root"/bench/{gpu.sh,gpu.py,models.py,training.py,metrics.py} "$to/bench/"
cp "$root/data/label_colors.txt" "$to/data/"
cp "$root/global.json" "$root/LICENSE" "$to/"
tar -C "$staging" --owner=0 --group=0 -cf - segbook-gpu | xz -6 -T0 >"$archive"
echo "$archive: $(($(stat -c %s "$archive") / 1000000)) MB, .NET $runtime"
