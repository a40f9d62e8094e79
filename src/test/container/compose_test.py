#!/usr/bin/env python3
"""compose.yaml as a newcomer starts it, but for the ports: replicas are restarted in turn under load, and nothing is lost.
ROLLS=100 restarts each of the two fifty times; without it two each."""
import functools
import json
import os
import pathlib
import re
import socket
import subprocess
import threading
import time
import unittest
import urllib.request

from containers import ask, docker, until

ROOT = pathlib.Path(__file__).resolve().parents[3]
ROLLS = int(os.environ.get("ROLLS", "4"))
CLIENTS = 16


FILES = ["--project-name", "socket-service-test", "--file", "compose.yaml", "--file", "src/test/container/compose.yaml"]


def compose(*args, files=FILES):
    done = subprocess.run(["docker", "compose", *files, *args], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"docker compose {' '.join(args)}: {done.stderr[-3000:]}")
    return done.stdout.strip()


@functools.cache
def published(service, port):
    return int(compose("port", service, str(port)).rsplit(":", 1)[1])


def address(service):
    """In the network of the containers, which this machine reaches, too."""
    return docker("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                  compose("ps", "--quiet", service))


def connect(target=None):
    connection = socket.create_connection(target or ("127.0.0.1", published("haproxy", 9999)), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as response:
        return response.read().decode()


def actuator(replica, path):
    return fetch(f"http://{address(replica)}:8080{path}")


def prometheus(path):
    return json.loads(fetch(f"http://127.0.0.1:{published('prometheus', 9090)}/api/v1/{path}"))["data"]


def active(replica):
    return json.loads(actuator(replica, "/actuator/listeners"))["listeners"]["tcp"]["connections"]["active"]


class Client(threading.Thread):
    """Sends batches; where a connection ends, on another one. A batch is answered whole, or not at all and sent again."""
    BATCH = 32

    def __init__(self, number, stop):
        super().__init__()
        self.number, self.stop = number, stop
        self.answered = self.connections = self.again = 0
        self.faults = []

    def run(self):
        batch = 0
        while not self.stop.is_set():
            try:
                with connect() as connection:
                    self.connections += 1
                    while not self.stop.is_set():
                        request = b"".join(b"client %d batch %d line %d\n" % (self.number, batch, i)
                                           for i in range(self.BATCH))
                        replies = ask(connection, request, len(request))
                        if replies == request.upper():
                            self.answered += self.BATCH
                            batch += 1
                        elif not replies:
                            self.again += 1
                            break
                        else:
                            self.faults.append(f"{len(replies)} of {len(request)} bytes")
                            break
            except OSError as ex:
                self.faults.append(repr(ex))


class ComposeTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        compose("up", "--detach", "--wait", "--build")

    @classmethod
    def tearDownClass(cls):
        compose("down", "--volumes", "--timeout", "5")

    def test_should_lose_nothing_when_replicas_are_restarted_in_turn(self):
        stop = threading.Event()
        clients = [Client(number, stop) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        took = []
        for roll in range(ROLLS):
            replica = "ab"[roll % 2]
            begin = time.monotonic()
            compose("restart", replica)
            until(lambda: docker("inspect", "--format", "{{.State.Health.Status}}", compose("ps", "--quiet", replica))
                  == "healthy", "healthy again")
            until(lambda: server_is_up(replica), "up for the load balancer")
            took.append(time.monotonic() - begin)
        stop.set()
        for client in clients:
            client.join(60)
        faults = [fault for client in clients for fault in client.faults]
        print(f"{ROLLS} restarts, {max(took):.1f} s the longest; {sum(c.answered for c in clients)} answered, "
              f"{sum(c.connections for c in clients)} connections, {sum(c.again for c in clients)} batches sent again, "
              f"{len(faults)} lost", flush=True)
        self.assertEqual([], faults[:5])

    def test_should_spread_connections_evenly(self):
        connections = [connect() for _ in range(400)]
        try:
            for connection in connections:
                self.assertEqual(b"HELLO\n", ask(connection, b"hello\n", 6))
            share = [active("a"), active("b")]
            print(f"balance: {share}", flush=True)
            self.assertEqual(400, sum(share))
            self.assertLessEqual(abs(share[0] - share[1]), 0.05 * 400)
        finally:
            for connection in connections:
                connection.close()

    def test_should_tell_the_clients_own_address(self):
        with connect((address("haproxy"), 9999)) as connection:
            self.assertEqual(b"HELLO\n", ask(connection, b"hello\n", 6))
            peers = [peer["remote"] for replica in "ab"
                     for peer in json.loads(actuator(replica, "/actuator/connections"))["connections"]]
            self.assertIn("%s:%d" % connection.getsockname(), peers)

    def test_should_be_watched(self):
        def up():
            result = prometheus("query?query=up")["result"]
            return {r["metric"]["instance"] for r in result if r["value"][1] == "1"} == {"a:8080", "b:8080", "haproxy:8404"}
        until(up, "all targets of Prometheus are up")
        rules = {rule["name"] for group in prometheus("rules")["groups"] for rule in group["rules"]}
        self.assertIn("SocketListenerDown", rules)

    def test_should_publish_what_the_readme_says(self):
        services = json.loads(compose("config", "--format", "json", files=[]))["services"]
        self.assertEqual({"haproxy": {"9999", "8404"}, "prometheus": {"9090"}},
                         {name: {port["published"] for port in service["ports"]}
                          for name, service in services.items() if service.get("ports")})


def server_is_up(replica):
    statistics = fetch(f"http://127.0.0.1:{published('haproxy', 8404)}/;csv")
    return re.search(rf"^replicas,{replica},.*,UP,", statistics, re.MULTILINE)


if __name__ == "__main__":
    unittest.main(verbosity=2)
