"""Containers of the image under test: started hardened, on ports the engine chooses, removed at the end."""
import http.client
import json
import os
import socket
import subprocess
import time

HARDENED = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--memory", "256m"]
LABEL = "socket-service.test=" + os.environ.get("CONTAINER_TEST_RUN", str(os.getpid()))  # ./run removes what is left
PATIENCE = 150  # seconds; for machines that are busy


def docker(*args, check=True):
    done = subprocess.run(["docker", *args], capture_output=True, text=True)
    if check and done.returncode != 0:
        raise AssertionError(f"docker {' '.join(args)}: {done.stderr}")
    return done.stdout.strip()


def until(condition, what, patience=PATIENCE):
    end = time.monotonic() + patience
    while True:
        try:
            result = condition()
        except (OSError, http.client.HTTPException):
            result = None
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(0.05)


class Container:
    def __init__(self, image, *options, publish=(9999, 8080), arguments=()):
        ports = [word for port in publish for word in ("--publish", f"127.0.0.1::{port}")]
        self.id = docker("run", "--detach", "--label", LABEL, *HARDENED, *ports, *options, image, *arguments)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        docker("rm", "--force", "--volumes", self.id, check=False)

    def inspect(self, template):
        return docker("inspect", "--format", template, self.id)

    def logs(self):
        done = subprocess.run(["docker", "logs", self.id], capture_output=True, text=True)
        return done.stdout + done.stderr

    def healthy(self):
        def state():
            status, health = self.inspect("{{.State.Status}} {{.State.Health.Status}}").split()
            if status == "exited":
                raise AssertionError(f"exited:\n{self.logs()}")
            return health == "healthy"
        until(state, f"healthy\n{self.logs()}")
        return self

    def port(self, port):
        return int(docker("port", self.id, str(port)).splitlines()[0].rsplit(":", 1)[1])

    def connect(self, port=9999):
        connection = socket.create_connection(("127.0.0.1", self.port(port)), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def get(self, path, port=8080):
        client = http.client.HTTPConnection("127.0.0.1", self.port(port), timeout=30)
        try:
            client.request("GET", path)
            response = client.getresponse()
            return response.status, response.read().decode()
        finally:
            client.close()

    def json(self, path, port=8080):
        status, body = self.get(path, port)
        assert status == 200, f"{path}: {status} {body}"
        return json.loads(body)

    def exits(self):
        """The exit status of each time it ended."""
        return docker("events", "--since", self.inspect("{{.Created}}"), "--until", f"{time.time():.3f}", "--filter",
                      "event=die", "--filter", f"container={self.id}", "--format", "{{.Actor.Attributes.exitCode}}").split()

    def memory(self):
        """MiB as `docker stats` tells them: without the page cache that can go."""
        used = docker("stats", "--no-stream", "--format", "{{.MemUsage}}", self.id).split("/")[0].strip()
        units = {"KiB": 1 / 1024, "MiB": 1, "GiB": 1024}
        return float(used[:-3]) * units[used[-3:]]


def ask(connection, request, length):
    connection.sendall(request)
    reply = b""
    while len(reply) < length:
        got = connection.recv(length - len(reply))
        if not got:
            break
        reply += got
    return reply


def rest(connection):
    reply = b""
    while got := connection.recv(65536):
        reply += got
    return reply
