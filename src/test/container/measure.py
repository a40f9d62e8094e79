#!/usr/bin/env python3
"""Start of the image with and without its AOT cache, in turn, and what `docker stop` takes: measure.py [ROUNDS] [IMAGE]"""
import statistics
import sys
import time

from containers import Container, docker, until

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10
IMAGE = sys.argv[2] if len(sys.argv) > 2 else "socket-service"
VARIANTS = {"cache": "-XX:AOTMode=on", "no cache": "-XX:AOTMode=off"}


def start(options):
    begin = time.monotonic()
    with Container(IMAGE, "--env", "JDK_JAVA_OPTIONS=" + options) as service:
        until(lambda: service.get("/actuator/health")[0] == 200, "health 200")
        started = time.monotonic() - begin
        memory = service.memory()
        begin = time.monotonic()
        docker("stop", service.id)
        return started, memory, time.monotonic() - begin


results = {name: [] for name in VARIANTS}
for _ in range(ROUNDS):
    for name, options in VARIANTS.items():
        results[name].append(start(options))
for name, runs in results.items():
    columns = [statistics.median(column) for column in zip(*runs)]
    print(f"{name:9} start {columns[0]:5.2f} s, memory {columns[1]:4.0f} MiB, docker stop {columns[2]:4.2f} s, "
          f"all starts: {' '.join(f'{run[0]:.1f}' for run in runs)}")
medians = [statistics.median(run[0] for run in results[name]) for name in VARIANTS]
print(f"ratio {medians[0] / medians[1]:.2f}")
