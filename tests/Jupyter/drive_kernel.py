"""Drives a registered kernel as front ends do: KERNEL FOLDER < cells.json > results.json.

A cell is {"code": ...}; with "interrupt": "group" or "first", SIGINT is sent as Jupyter (to the process group) or VS Code (to the first
process) sends it, as soon as the cell has written what the pattern "when" matches.
"""
import json
import os
import queue
import re
import signal
import sys

from jupyter_client.manager import start_new_kernel

kernel, folder = sys.argv[1:]
results_to = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # What the kernel's process itself writes is not among the results.


def listening(group):
    """TCP ports that a process of the group listens on."""
    inodes = set()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            files = os.listdir(f"/proc/{pid}/fd") if os.getpgid(int(pid)) == group else []
        except OSError:
            continue
        for fd in files:
            try:
                link = os.readlink(f"/proc/{pid}/fd/{fd}")
            except OSError:
                continue  # Closed meanwhile, which says nothing of the others.
            if link.startswith("socket:["):
                inodes.add(link[8:-1])
    ports = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in list(open(table))[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                ports.add(int(fields[1].rsplit(":", 1)[1], 16))
    return sorted(ports)


def run(cell):
    sent = client.execute(cell["code"])
    text, mimes, error, asked = "", [], None, False
    while True:
        message = client.get_iopub_msg(timeout=300)
        if message["parent_header"].get("msg_id") != sent:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            text += content["text"]
        elif kind in ("display_data", "execute_result"):
            mimes.append({mime: len(value) for mime, value in content["data"].items()})
        elif kind == "error":
            error = content["evalue"]
        elif kind == "status" and content["execution_state"] == "idle":
            break
        if "interrupt" in cell and not asked and re.search(cell["when"], text):
            asked = True
            os.kill(process if cell["interrupt"] == "first" else -process, signal.SIGINT)
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == sent:
            return {"status": reply["content"]["status"], "text": text, "mimes": mimes, "error": error}


os.chdir(folder)
manager, client = start_new_kernel(kernel_name=kernel, startup_timeout=120)
provisioner = getattr(manager, "provisioner", None)
process = provisioner.pid if provisioner else manager.kernel.pid
try:
    results = [run(cell) for cell in json.load(sys.stdin)]
    ports = listening(os.getpgid(process))
    own = {name: value for name, value in manager.get_connection_info().items() if name.endswith("_port")}
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=False)
json.dump({"cells": results, "otherPorts": sorted(set(ports) - set(own.values())), "jupyterPorts": len(set(ports) & set(own.values()))}, results_to)
