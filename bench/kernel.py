"""How long the Jupyter kernel lets one wait, measured by Debian's jupyter_client (python3-nbclient brings it).

    ./segbook kernel install --prefix /tmp/bench --name segbook-bench
    JUPYTER_PATH=/tmp/bench/share/jupyter /usr/bin/python3 bench/kernel.py
"""
import statistics
import time

from jupyter_client.manager import KernelManager


def run(client, code):
    """Seconds from sending a cell to its idle state."""
    start = time.perf_counter()
    client.execute_interactive(code, output_hook=lambda message: None, timeout=60)
    return time.perf_counter() - start


def median(client, code, times):
    return 1000 * statistics.median(run(client, code) for _ in range(times))


start = time.perf_counter()
manager = KernelManager(kernel_name="segbook-bench")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)
run(client, "1 + 1")
print(f"cold start to the first result   {time.perf_counter() - start:8.2f} s   (wanted: under 3)")
for i in range(20):
    run(client, f"{i} + 1")
print(f"a trivial cell                   {median(client, '1 + 1', 20):8.1f} ms  (wanted: under 30)")
run(client, "var picture = new string('A', 2_800_000);")
show = 'picture.DisplayAs("image/png");'
print(f"a picture of 2 MB                {median(client, show, 5):8.1f} ms  (wanted: under 100)")
lines = "for (int i = 0; i < 10000; i++) Console.WriteLine(i);"
print(f"ten thousand lines               {median(client, lines, 3):8.1f} ms")
manager.shutdown_kernel()
