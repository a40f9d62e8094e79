#!/usr/bin/env python3
"""
Compares the service with other servers that answer lines in upper case: C, Netty, Vert.x, Spring Integration, Python.

    ./mvnw package && src/bench/compare.py            # 5 rounds of 5 s, four shapes
    src/bench/compare.py --quick                      # 1 round of 3 s
    src/bench/compare.py --only c,service,netty-tuned --shapes A,B
    src/bench/compare.py --unix --shapes A,B          # over Unix sockets: C and the service

Needs Linux, Python 3.9, a JDK 25 and two cores; with gcc also the C server. Writes target/bench/result.md, result.svg
and result.json. Every process it starts ends with it.
"""
import argparse
import datetime
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

import load as loads  # noqa: E402
import machine  # noqa: E402
import report  # noqa: E402
from servers import BLOCKING, OUTPUT, PEERS, ROOT, Server, build_peers, kinds  # noqa: E402

DISTURBED = 0.1
REPEATS = 2
SECONDS_TO_START = 3


def say(text):
    print(text, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="1 round of 3 s, 3 s to warm up")
    parser.add_argument("--rounds", type=int, help="rounds per shape (5)")
    parser.add_argument("--seconds", type=float, help="seconds per measurement (5)")
    parser.add_argument("--warmup", type=float, help="seconds of load on a new server (5)")
    parser.add_argument("--shapes", default="A,B,C,D", help="which of A,B,C,D")
    parser.add_argument("--only", help="servers by key or its first words, such as c,netty-tuned,service; --list names them")
    parser.add_argument("--unix", action="store_true", help="over Unix stream sockets; C and the service only")
    parser.add_argument("--list", action="store_true", help="list the servers and end")
    parser.add_argument("--jar", default=os.path.join(ROOT, "target", "socket-service-exec.jar"))
    parser.add_argument("--heap", default="512m", help="-Xmx of every JVM that serves (512m)")
    parser.add_argument("--load-command", help="how to call the bench command (java -jar JAR bench)")
    parser.add_argument("--loadgen", default=os.environ.get("SOCKET_BENCH_LOADGEN"),
                        help="another load generator (or SOCKET_BENCH_LOADGEN), see load.py")
    parser.add_argument("--server-core", type=int)
    parser.add_argument("--load-core", type=int)
    parser.add_argument("--output", default=OUTPUT, help="directory of the result (target/bench)")
    options = parser.parse_args()
    if options.unix and options.loadgen:
        parser.error("--unix goes without --loadgen")
    options.rounds = options.rounds or (1 if options.quick else 5)
    options.seconds = options.seconds or (3 if options.quick else 5)
    options.warmup = options.warmup or (3 if options.quick else 5)
    server_core, load_core = machine.cores()
    options.server_core = server_core if options.server_core is None else options.server_core
    options.load_core = load_core if options.load_core is None else options.load_core
    known = {shape.key: shape for shape in loads.SHAPES}
    if not set(options.shapes.split(",")) <= set(known):
        parser.error("--shapes takes some of " + ",".join(known))
    options.shapes = [known[key] for key in options.shapes.split(",")]
    return options


def build(chosen, java):
    """Builds the C server, the service that may block and the Java peers where the chosen ones need it."""
    os.makedirs(OUTPUT, exist_ok=True)
    keys = {kind.key for kind in chosen}
    if "c" in keys and shutil.which("gcc"):
        subprocess.run(["gcc", "-O3", "-march=native", "-o", os.path.join(OUTPUT, "epoll_upper"),
                        os.path.join(ROOT, "src", "bench", "c", "epoll_upper.c")], check=True)
    library = os.path.join(ROOT, "target", "socket-service.jar")
    if "service-blocking" in keys and os.path.exists(library):
        subprocess.run([java + "c", "-cp", library, "-d", BLOCKING,
                        os.path.join(ROOT, "src", "bench", "service", "BlockingService.java")], check=True)
    if any(kind.needs and kind.needs.startswith(PEERS) for kind in chosen):
        build_peers()


def choose(options, every, java):
    """The servers asked for; without those that cannot be had."""
    wanted = options.only.split(",") if options.only else None
    chosen = [kind for kind in every
              if wanted is None or any(kind.key == name or kind.key.startswith(name + "-") for name in wanted)]
    build(chosen, java)
    for kind in chosen:
        if kind.missing():
            say(f"without {kind.title}: {os.path.relpath(kind.missing())} is missing")
    return [kind for kind in chosen if not kind.missing()]


class Comparison:
    """Rounds A B C ... A B C ... over all servers, shape by shape."""

    def __init__(self, options, chosen, load, warmup):
        self.options = options
        self.chosen = chosen
        self.load = load
        self.load_warmup = warmup
        self.measurements = []
        self.servers = []
        self.directory = tempfile.TemporaryDirectory(prefix="bench-") if options.unix else None
        self.began = time.monotonic()

    def expected_seconds(self):
        options = self.options
        once = SECONDS_TO_START + options.warmup + 1
        each = options.seconds + self.load_warmup + 1
        return len(options.shapes) * len(self.chosen) * (once + options.rounds * each)

    def run(self):
        for shape in self.options.shapes:
            try:
                self.run_shape(shape)
            finally:
                self.stop()

    def run_shape(self, shape):
        say(f"\n{shape.key}: {shape.title()}")
        for kind in self.chosen:
            server = Server(kind, self.options.server_core, self.directory.name if self.directory else None)
            self.servers.append(server)
            self.start(server, shape)
        failures = dict.fromkeys((kind.key for kind in self.chosen), 0)
        for number in range(1, self.options.rounds + 1):
            for server in self.servers:
                if failures[server.kind.key] < 2:
                    measurement = self.measure(server, shape, number)
                    self.measurements.append(measurement)
                    if not measurement.usable():
                        failures[server.kind.key] += 1
                        self.restart(server, shape)

    def start(self, server, shape):
        """Starts and warms up; a server that cannot is found out by its measurement."""
        try:
            server.start()
            warm = loads.Measurement(server.kind.key, shape.key, 0)
            loads.run(self.load, server, shape, self.options.warmup, 0, self.options.load_core, warm)
        except RuntimeError as failure:
            say(f"  {server.kind.title}: {failure}")
        server.pause()

    def restart(self, server, shape):
        server.stop()
        self.start(server, shape)

    def measure(self, server, shape, number):
        late = time.monotonic() - self.began > 1.5 * self.expected_seconds()
        for _ in range(1 if late else 1 + REPEATS):
            measurement = self.measure_once(server, shape, number)
            if not (measurement.disturbed and measurement.usable()):
                break
        return measurement

    def measure_once(self, server, shape, number):
        measurement = loads.Measurement(server.kind.key, shape.key, number)
        if server.process is None or server.process.poll() is not None:
            measurement.failure = "does not run"
        else:
            server.resume()
            others = machine.Disturbance(one.pid for one in self.servers if one.process)
            loads.run(self.load, server, shape, self.options.seconds, self.load_warmup, self.options.load_core,
                      measurement)
            measurement.foreign_cores = round(others.cores(), 3)
            measurement.disturbed = measurement.foreign_cores > DISTURBED
            server.pause()
        self.tell(server, measurement, number)
        return measurement

    def tell(self, server, measurement, number):
        text = f"  {number}/{self.options.rounds} {server.kind.title:38}"
        if measurement.failure:
            text += " fails: " + measurement.failure
        else:
            text += (f" {measurement.rate:11,.0f} msg/s  {measurement.cpu:8.3f} us/msg  "
                     f"p99 {report.latency_text(measurement.p99):>8}  {measurement.memory_mib:5.0f} MiB")
        if measurement.errors:
            text += f"  {measurement.errors:,} ERRORS"
        if measurement.disturbed:
            text += f"  disturbed ({measurement.foreign_cores:.2f} cores taken by others)"
        say(text)

    def stop(self):
        for server in self.servers:
            server.stop()
        self.servers = []


def header(options, load, java):
    """What the reader must know about where the figures come from."""
    commit = machine.first_line("git", "-C", ROOT, "log", "-1", "--format=%h of %cs") or "unknown"
    pom = machine.read(os.path.join(ROOT, "src", "bench", "java", "pom.xml"))

    def version(name):
        return pom.split(f"<{name}.version>")[1].split("<")[0]

    return [
        ("Date", datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")),
        ("Machine", machine.description()),
        ("Versions", f"Socket Service {commit}, {machine.first_line(java, '-version')}, Netty {version('netty')}, "
                     f"Spring Integration of Boot {version('spring-boot')}, Vert.x {version('vertx')}, "
                     f"{machine.first_line('gcc', '--version') or 'no gcc'}, Python {sys.version.split()[0]}"),
        ("Rounds", f"{options.rounds} x {options.seconds:g} s per server and shape, -Xmx{options.heap}, load by "
                   f"{'the bench command' if isinstance(load, loads.OwnLoad) else os.path.basename(options.loadgen)}"
                   f"{', over Unix sockets' if options.unix else ''}"),
    ]


def write(options, comparison, every, facts):
    """The three files; also after an interruption, with what there is."""
    if not comparison.measurements:
        return
    os.makedirs(options.output, exist_ok=True)
    results = report.Results(comparison.measurements, every)
    subtitle = f"{facts[0][1]}, {facts[1][1]}; one core for the server, another for the load"
    texts = {"result.md": report.markdown(results, facts, "result.svg"), "result.svg": report.svg(results, subtitle),
             "result.json": json.dumps({"facts": dict(facts), "measurements": loads.to_json(comparison.measurements)},
                                       indent=1)}
    for name, text in texts.items():
        with open(os.path.join(options.output, name), "w", encoding="utf-8") as file:
            file.write(text)
    say(f"\nresult: {os.path.relpath(os.path.join(options.output, 'result.md'))}")


def main():
    options = arguments()
    home = machine.java_home()
    java = os.path.join(home, "bin", "java") if home else "java"
    every = kinds(java, os.path.abspath(options.jar), options.heap, options.unix)
    if options.list:
        print("\n".join(f"{kind.key:22} {kind.title}" for kind in every))
        return 0
    if home is None:
        say("No JDK 25 found: set JAVA_HOME.")
        return 2
    own = shlex.split(options.load_command or "") or [java, "-jar", os.path.abspath(options.jar), "bench"]
    load = loads.OtherLoad(options.loadgen) if options.loadgen else loads.OwnLoad(own)
    if not options.loadgen and not options.load_command and not os.path.exists(options.jar):
        say(f"{os.path.relpath(options.jar)} is missing: ./mvnw package builds it.")
        return 2
    chosen = choose(options, every, java)
    if not chosen:
        say("No server to compare.")
        return 2
    comparison = Comparison(options, chosen, load, 0.5 if options.loadgen else 2)
    minutes = comparison.expected_seconds() / 60
    say(f"{len(chosen)} servers, {len(options.shapes)} shapes, {options.rounds} rounds: about {minutes:.0f} min, "
        f"server on core {options.server_core}, load on core {options.load_core}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    facts = header(options, load, java)
    try:
        comparison.run()
    except KeyboardInterrupt:
        say("\ninterrupted")
        return 130
    finally:
        comparison.stop()
        write(options, comparison, every, facts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
