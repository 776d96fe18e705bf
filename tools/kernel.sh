#!/bin/sh
# The .NET Interactive kernel with two habits changed: tools/kernel.sh PROGRAM CONNECTION_FILE, as Jupyter and VS Code start it.
# - On SIGINT, by which they interrupt a cell, it would end. A script's background process ignores that; it gets SIGCONT, on which the
#   library stops after the batch (lib/Interrupt.cs).
# - It would open a port, on which anybody in the network may run code. Here that is a socket in a folder of one's own.
folder=$(mktemp -d) || exit 1
export Kestrel__Endpoints__Http__Url="http://unix:$folder/http" Logging__LogLevel__Default=Error SEGBOOK_INTERRUPT=SIGCONT
# As in ./segbook: memory that a training step frees is kept for the next, and collections are rare.
export MALLOC_ARENA_MAX=1 MALLOC_TOP_PAD_=67108864 MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=8589934592 DOTNET_GCgen0size=0x8000000
dotnet "$1" jupyter --default-kernel csharp --http-local-only "$2" & kernel=$!
trap 'kill -CONT $kernel' INT
trap 'kill $kernel' TERM HUP
while kill -0 $kernel 2>/dev/null; do wait $kernel; code=$?; done
rm -rf "$folder"
exit $code
