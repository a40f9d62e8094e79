#!/usr/bin/env python3
"""
Compares the service over UDP with a recvmmsg loop in C and with Spring Integration's own adapters.

    ./mvnw package && src/bench/udp.py                # 5 rounds of 5 s
    src/bench/udp.py --rounds 1 --seconds 3 --loss 4  # quick; loss at 80 % of the top rate over 4 s

Needs what compare.py needs, and gcc. Servers take turns within a round, all on one core, the load on another; those
not measured are stopped (SIGSTOP). Prints replies a second, and CPU time of the server per reply. What was disturbed by
other programs (more than a tenth of a core) is measured again.
"""
import argparse
import os
import socket
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True

import machine  # noqa: E402
from servers import JVM_OPTIONS, OUTPUT, PEERS, ROOT, Kind, Server, build_peers  # noqa: E402

DISTURBED = 0.1
ATTEMPTS = 3


class UdpServer(Server):
    def answers(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(1)
            try:
                probe.connect(("127.0.0.1", self.port))
                probe.send(b"ping")
                return probe.recv(10) == b"PING"
            except OSError:
                return False

    def cpu(self):
        """Seconds of CPU time, from the scheduler's own clock."""
        nanos = 0
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            try:
                with open(f"/proc/{self.pid}/task/{thread}/schedstat") as file:
                    nanos += int(file.read().split()[0])
            except OSError:
                pass
        return nanos / 1e9


def receive_buffer_errors():
    """Datagrams that found the receiver's buffer full, on either side: snmp_counter of the kernel's documentation."""
    names, values = (line.split()[1:] for line in machine.read("/proc/net/snmp").splitlines() if line.startswith("Udp:"))
    return int(dict(zip(names, values))["RcvbufErrors"])


def note(foreign):
    return f"  disturbed ({foreign:.2f} cores taken by others)" if foreign > DISTURBED else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--loss", type=float, default=10, help="seconds at 80 %% of the top rate")
    parser.add_argument("--jar", default=os.path.join(ROOT, "target", "socket-service-exec.jar"))
    parser.add_argument("--service", help="command of the service in place of java -jar JAR")
    parser.add_argument("--peers", help="class path of the Java servers, which are built without it")
    options = parser.parse_args()
    if options.peers is None:
        build_peers()
        options.peers = os.path.join(PEERS, "classes") + ":" + os.path.join(PEERS, "lib", "*")
    os.makedirs(OUTPUT, exist_ok=True)
    built = {}
    for name in "udp_upper", "udp_load":
        built[name] = os.path.join(OUTPUT, name)
        subprocess.run(["gcc", "-O3", "-march=native", "-o", built[name],
                        os.path.join(ROOT, "src", "bench", "c", name + ".c")], check=True)
    java = os.path.join(machine.java_home(), "bin", "java")
    jvm = [java, "@" + JVM_OPTIONS, "-Xmx512m"]
    service = options.service.split() if options.service else [*jvm, "-jar", options.jar]
    listener = "--socket.listeners.udp."
    kinds = [
        Kind("c", "C, recvmmsg", lambda port: [built["udp_upper"], str(port)]),
        Kind("service", "Socket Service", lambda port: [
            *service, listener + "transport=udp", f"{listener}port={port}", listener + "receive-buffer=4MB",
            "--server.port=0"]),
        Kind("spring", "Spring Integration, UDP adapters", lambda port: [
            *jvm, "-cp", options.peers, "org.socketservice.bench.SpringIntegrationUdpServer", str(port)]),
    ]
    server_core, load_core = machine.cores()

    def load(server, seconds, window, rate=None):
        """Sent, received, wrong, seconds, CPU seconds, cores that others took."""
        for _ in range(ATTEMPTS):
            others = machine.Disturbance(one.pid for one in servers if one.process)
            result = load_once(server, seconds, window, rate)
            foreign = others.cores()
            if foreign <= DISTURBED:
                break
        return *result, foreign

    def load_once(server, seconds, window, rate):
        command = ["taskset", "-c", str(load_core), built["udp_load"], "127.0.0.1", str(server.port), "16", str(window),
                   "32", str(seconds)] + ([str(int(rate))] if rate else [])
        before = server.cpu()
        sent, received, wrong, took = map(float, subprocess.run(command, capture_output=True, check=True,
                                                               text=True).stdout.split())
        return sent, received, wrong, took, server.cpu() - before

    servers, results = [], {}
    try:
        for kind in kinds:
            server = UdpServer(kind, server_core)
            servers.append(server)
            server.start()
            load(server, max(3, options.seconds), 16)  # warm up
            server.pause()
        for number in range(options.rounds):
            for server in servers:
                server.resume()
                while not server.answers():
                    time.sleep(0.1)
                for window in 1, 16:
                    sent, received, wrong, took, cpu, foreign = load(server, options.seconds, window)
                    results.setdefault((server.kind.key, window), []).append((received / took, cpu / received * 1e6))
                    print(f"round {number + 1} {server.kind.title:34} 16 x {window:2}: {received / took:9,.0f} replies/s "
                          f"{cpu / received * 1e6:7.3f} us CPU, lost {sent - received:.0f}, wrong {wrong:.0f}"
                          f"{note(foreign)}", flush=True)
                server.pause()
        for window in 1, 16:
            c = statistics.median(cpu for _, cpu in results["c", window])
            for server in servers:
                rate = statistics.median(rate for rate, _ in results[server.kind.key, window])
                cpu = statistics.median(cpu for _, cpu in results[server.kind.key, window])
                print(f"{server.kind.title:34} 16 x {window:2}: {rate:9,.0f} replies/s, {1e6 / cpu:9,.0f} a CPU second, "
                      f"{cpu:7.3f} us CPU, {cpu / c:5.2f} x C")
        if options.loss:
            server = servers[1]
            server.resume()
            while not server.answers():
                time.sleep(0.1)
            top = statistics.median(rate for rate, _ in results["service", 16])
            dropped = receive_buffer_errors()
            sent, received, wrong, took, cpu, foreign = load(server, options.loss, 0, 0.8 * top)
            dropped = receive_buffer_errors() - dropped
            print(f"at 80 % of the top rate, {sent / took:,.0f} a second for {took:.0f} s: {sent - received:.0f} of {sent:.0f} "
                  f"lost ({(sent - received) / sent:.4%}), {wrong:.0f} wrong, server busy for {cpu / took:.0%} of a core, "
                  f"{dropped} found a buffer full{note(foreign)}")
    finally:
        for server in servers:
            server.stop()


if __name__ == "__main__":
    main()
