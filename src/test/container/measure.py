#!/usr/bin/env python3
"""Start of the image with and without its AOT cache, in turn, and what `docker stop` takes: measure.py [ROUNDS] [IMAGE]"""
import os
import signal
import statistics
import sys
import time

from containers import Container, docker, until

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10
IMAGE = sys.argv[2] if len(sys.argv) > 2 else "socket-service"
VARIANTS = {"cache": "-XX:AOTMode=on", "no cache": "-XX:AOTMode=off"}


def cpu(pid):
    """User and system time in s: less at the mercy of what else runs than the clock."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start(options):
    begin = time.monotonic()
    with Container(IMAGE, "--env", "JDK_JAVA_OPTIONS=" + options) as service:
        until(lambda: service.get("/actuator/health")[0] == 200, "health 200")
        started = time.monotonic() - begin
        used = cpu(int(service.inspect("{{.State.Pid}}")))
        memory = service.memory()
        begin = time.monotonic()
        docker("stop", service.id)
        return started, used, memory, time.monotonic() - begin


signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no container is left
results = {name: [] for name in VARIANTS}
for _ in range(ROUNDS):
    for name, options in VARIANTS.items():
        results[name].append(start(options))
        print(f"{name:9} " + "start {:.2f} s, CPU {:.2f} s, memory {:.0f} MiB, docker stop {:.2f} s".format(*results[name][-1]), flush=True)
for name, runs in results.items():
    columns = [statistics.median(column) for column in zip(*runs)]
    print(f"{name:9} start {columns[0]:5.2f} s, CPU {columns[1]:5.2f} s, memory {columns[2]:4.0f} MiB, docker stop {columns[3]:4.2f} s, "
          f"all starts: {' '.join(f'{run[0]:.1f}' for run in runs)}")
print(f"load average at the end: {os.getloadavg()[0]:.1f}")
for column, what in (0, "start"), (1, "CPU"):
    medians = [statistics.median(run[column] for run in results[name]) for name in VARIANTS]
    print(f"ratio of {what}: {medians[0] / medians[1]:.2f}")
