#!/usr/bin/env python3
"""
How long the service takes from the start of its process to health 200, and what it holds when idle: with the AOT cache
that the container carries, extracted without it, and as the plain jar; in turn, so that other work hits all alike.

    ./mvnw package && src/bench/start.py                      # a minute or two; target/bench/start.md
    src/bench/start.py --rounds 7 --heap 128m
"""
import argparse
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True

import machine  # noqa: E402
from servers import OUTPUT, ROOT, free_port  # noqa: E402

OPTIONS = os.path.join(ROOT, "src", "main", "jvm", "jvm.options")
APP = os.path.join(OUTPUT, "start")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--heap", default="128m")
    parser.add_argument("--idle", type=float, default=15, help="seconds after the start until memory is read")
    parser.add_argument("--jar", default=os.path.join(ROOT, "target", "socket-service-exec.jar"))
    return parser.parse_args()


def prepare(java, jar, heap):
    """The jar extracted, with its cache beside it."""
    shutil.rmtree(APP, ignore_errors=True)
    subprocess.run([java, "-Djarmode=tools", "-jar", jar, "extract", "--destination", APP], check=True, stdout=subprocess.DEVNULL)
    extracted = os.path.join(APP, os.path.basename(jar))
    subprocess.run([os.path.join(ROOT, "src", "main", "jvm", "train.sh"), extracted, "-Xmx" + heap], check=True)
    return extracted


def healthy(port):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        client.request("GET", "/actuator/health")
        return client.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()


def kilobytes(pid):
    return int(re.search(r"^VmRSS:\s*(\d+)", machine.read(f"/proc/{pid}/status"), re.MULTILINE)[1])


def start(command, idle):
    """Seconds to health 200, seconds of CPU until then, MiB resident after a while without work."""
    listener, web = free_port(), free_port()
    begin = time.monotonic()
    process = subprocess.Popen([*command, f"--socket.listeners.tcp.port={listener}", f"--server.port={web}"],
                               stdout=subprocess.DEVNULL)
    try:
        while not healthy(web):
            if process.poll() is not None or time.monotonic() - begin > 120:
                raise SystemExit(f"did not start: {' '.join(command)}")
            time.sleep(0.005)
        took, used = time.monotonic() - begin, machine.process_seconds()[process.pid]
        time.sleep(idle)
        return took, used, kilobytes(process.pid) / 1024
    finally:
        process.terminate()
        process.wait()


def main():
    options = arguments()
    home = machine.java_home() or sys.exit("no JDK 25")
    os.environ["JAVA_HOME"] = home  # for train.sh, too
    java = os.path.join(home, "bin", "java")
    jar = os.path.abspath(options.jar)
    os.makedirs(OUTPUT, exist_ok=True)
    extracted = prepare(java, jar, options.heap)
    own = [java, "@" + OPTIONS, "-Xmx" + options.heap]
    cache = "-XX:AOTCache=" + os.path.join(APP, "socket-service.aot")
    variants = {
        "AOT cache": [*own, cache, "-XX:AOTMode=on", "-jar", extracted],
        "extracted, no cache": [*own, "-jar", extracted],
        "plain jar": [*own, "-jar", jar],
    }
    results = {name: [] for name in variants}
    for number in range(options.rounds):
        for name, command in variants.items():
            # Memory once is enough, and costs the time.
            results[name].append(start(command, options.idle if number == 0 else 0))
            print("{:20} {:6.2f} s, CPU {:5.2f} s, {:4.0f} MiB".format(name, *results[name][-1]), flush=True)
    last = statistics.median(run[0] for run in results["plain jar"])
    lines = [machine.description(), "", f"Median of {options.rounds}, in turn, -Xmx{options.heap}; load average at the end {os.getloadavg()[0]:.1f}", "",
             f"| | process start to health 200 | of the plain jar | CPU until then | resident after {options.idle:.0f} s idle |",
             "|---|---|---|---|---|"]
    for name, runs in results.items():
        took, used = (statistics.median(run[column] for run in runs) for column in (0, 1))
        lines.append(f"| {name} | {took:.2f} s | {took / last:.2f} | {used:.2f} s | {runs[0][2]:.0f} MiB |")
    report = "\n".join(lines) + "\n"
    with open(os.path.join(OUTPUT, "start.md"), "w") as file:
        file.write(report)
    print(report)


if __name__ == "__main__":
    main()
