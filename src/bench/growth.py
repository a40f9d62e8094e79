#!/usr/bin/env python3
"""
How the service grows: CPU per message relative to the C server at the same count of connections and of requests in
flight, memory per connection, and 64 busy connections beside many idle ones.

    ./mvnw package && src/bench/growth.py                     # some minutes; target/bench/growth.md
    src/bench/growth.py --connections 10,1000 --pipeline 1,64 --idle 0 --io io_uring

Needs what compare.py needs, gcc as well, and as many open files as connections (ulimit -n).
"""
import argparse
import os
import re
import resource
import shlex
import socket
import sys
import time

sys.dont_write_bytecode = True

import compare  # noqa: E402
import load as loads  # noqa: E402
import machine  # noqa: E402
from servers import OUTPUT, ROOT, Kind, Server, kinds  # noqa: E402

SIZE = 32
BUSY = loads.Shape("busy", 64, 1, SIZE)


def numbers(text):
    return [int(number) for number in text.split(",") if int(number)]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=numbers, default=[10, 100, 1000, 5000, 15000])
    parser.add_argument("--pipeline", type=numbers, default=[1, 16, 64, 256], help="requests in flight on 64 connections")
    parser.add_argument("--idle", type=int, default=19000, help="idle connections beside 64 busy ones; 0 for none")
    parser.add_argument("--io", default="epoll", help="epoll or io_uring")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--warmup", type=float, default=6, help="seconds of load on a new server, for its compiler")
    parser.add_argument("--jar", default=os.path.join(ROOT, "target", "socket-service-exec.jar"))
    parser.add_argument("--heap", default="512m")
    parser.add_argument("--load-command", help="how to call the bench command (java -jar JAR bench)")
    parser.add_argument("--loadgen", default=os.environ.get("SOCKET_BENCH_LOADGEN"), help="see compare.py")
    return parser.parse_args()


def resident(pid):
    found = re.search(r"^VmRSS:\s*(\d+)", machine.read(f"/proc/{pid}/status"), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def dial(port, count):
    """Idle connections from several addresses, because one has too few ports."""
    opened = []
    for number in range(count):
        connection = socket.socket()
        connection.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT, see ip(7)
        connection.bind((f"127.0.0.{2 + number // 10000}", 0))
        connection.connect(("127.0.0.1", port))
        opened.append(connection)
    return opened


class Growth:
    """The C server and the service in turn, one size after another."""

    def __init__(self, options, java):
        self.options = options
        self.cores = machine.cores()
        own = shlex.split(options.load_command or "") or [java, "-jar", os.path.abspath(options.jar), "bench"]
        self.load = loads.OtherLoad(options.loadgen) if options.loadgen else loads.OwnLoad(own)
        every = {kind.key: kind for kind in kinds(java, os.path.abspath(options.jar), options.heap)}
        compare.build([every["c"]], java)
        service = every["service-" + options.io]
        raised = ["--socket.listeners.tcp.limits.max-connections=100000", "--socket.event-loops.threads=1"]
        self.pair = [every["c"], Kind(service.key, service.title, lambda port: service.command(port) + raised)]

    def measure(self, server, shape, number):
        """Round 0 is to warm up."""
        measurement = loads.Measurement(server.kind.key, shape.key, number)
        loads.run(self.load, server, shape, self.options.seconds if number else self.options.warmup,
                  0.5 if self.options.loadgen else 2, self.cores[1], measurement)
        if not measurement.usable():
            raise RuntimeError(f"{server.kind.title}, {shape.key}: {measurement.failure or 'errors'}")
        return measurement

    def row(self, shape):
        """(CPU of C, of the service, their ratio), medians over the rounds; of one shape on fresh servers."""
        servers = [Server(kind, self.cores[0]) for kind in self.pair]
        taken = {kind.key: [] for kind in self.pair}
        try:
            for server in servers:
                server.start()
                self.measure(server, shape, 0)
                server.pause()
            for number in range(1, self.options.rounds + 1):
                for server in servers:
                    server.resume()
                    taken[server.kind.key].append(self.measure(server, shape, number))
                    server.pause()
        finally:
            for server in servers:
                server.stop()
        yardstick, own = (taken[kind.key] for kind in self.pair)
        return loads.median(yardstick, "cpu"), loads.median(own, "cpu"), loads.ratio(own, yardstick)

    def memory(self, count):
        """Bytes per connection that waits, on a fresh service that has served some before."""
        server = Server(self.pair[1], self.cores[0])
        opened = []
        try:
            server.start()
            for connection in dial(server.port, 200):
                connection.close()
            time.sleep(2)
            before = resident(server.pid)
            opened = dial(server.port, count)
            time.sleep(3)
            return (resident(server.pid) - before) / count
        finally:
            for connection in opened:
                connection.close()
            server.stop()

    def beside(self, count):
        """CPU per message of 64 busy connections: (alone, beside idle ones)."""
        server = Server(self.pair[1], self.cores[0])
        opened = []
        try:
            server.start()
            self.measure(server, BUSY, 0)
            alone = [self.measure(server, BUSY, number) for number in range(1, self.options.rounds + 1)]
            opened = dial(server.port, count)
            together = [self.measure(server, BUSY, number) for number in range(1, self.options.rounds + 1)]
            return loads.median(alone, "cpu"), loads.median(together, "cpu")
        finally:
            for connection in opened:
                connection.close()
            server.stop()

    def lines(self):
        yield f"# Growth\n\n{machine.description()}; {self.pair[1].title}, {SIZE} bytes per message.\n"
        yield "| connections x in flight | C, us/message | service | ratio |\n|---|---|---|---|"
        for count in self.options.connections:
            yield self.text(loads.Shape(f"{count} x 1", count, 1, SIZE))
        for depth in self.options.pipeline:
            yield self.text(loads.Shape(f"64 x {depth}", 64, depth, SIZE))
        yield "\n| idle connections | bytes each |\n|---|---|"
        for count in self.options.connections:
            if count >= 1000:
                yield f"| {count:,} | {self.memory(count):,.0f} |"
        if self.options.idle:
            alone, together = self.beside(self.options.idle)
            yield (f"\n64 busy connections: {alone:.2f} us/message alone, {together:.2f} beside "
                   f"{self.options.idle:,} idle ones.")

    def text(self, shape):
        try:
            yardstick, own, ratio = self.row(shape)
        except RuntimeError as failure:
            return f"| {shape.key} | {failure} | | |"
        return f"| {shape.key} | {yardstick:.3f} | {own:.3f} | {ratio:.2f} |"


def main():
    options = arguments()
    home = machine.java_home()
    if home is None:
        print("No JDK 25 found: set JAVA_HOME.", file=sys.stderr)
        return 2
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.makedirs(OUTPUT, exist_ok=True)
    with open(os.path.join(OUTPUT, "growth.md"), "w", encoding="utf-8") as file:
        for line in Growth(options, os.path.join(home, "bin", "java")).lines():
            print(line, flush=True)
            print(line, file=file, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
