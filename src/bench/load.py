"""The load: our own bench command, or another program that prints its result in one line."""
import json
import re
import statistics
import subprocess
from dataclasses import asdict, dataclass, field

from servers import ROOT, child_setup


@dataclass(frozen=True)
class Shape:
    """Connections, requests in flight on each, bytes per message with its line feed."""
    key: str
    connections: int
    pipeline: int
    size: int

    def title(self):
        size = f"{self.size // 1024} KiB" if self.size >= 1024 else f"{self.size} B"
        return f"{self.connections} x {self.pipeline}, {size}"


SHAPES = [Shape("A", 64, 1, 32), Shape("B", 16, 64, 32), Shape("C", 1000, 1, 32), Shape("D", 64, 1, 4096)]


@dataclass
class Measurement:
    """One server under one shape for some seconds. Times in microseconds."""
    server: str
    shape: str
    round: int
    rate: float = 0
    cpu: float = 0
    p50: float = 0
    p99: float = 0
    p999: float = 0
    memory_mib: float = 0
    errors: int = 0
    failure: str = ""
    foreign_cores: float = 0
    disturbed: bool = False
    details: dict = field(default_factory=dict)

    def usable(self):
        return not self.failure and not self.errors and self.rate > 0


class OwnLoad:
    """The bench command of the service."""

    def __init__(self, command):
        self.command = command

    def arguments(self, port, pid, shape, seconds, warmup, core):
        where = ["--unix", port] if isinstance(port, str) else ["--port", str(port)]
        return [*self.command, *where, "--connections", str(shape.connections), "--pipeline",
                str(shape.pipeline), "--size", str(shape.size), "--duration", f"{int(seconds * 1000)}ms", "--warmup",
                f"{int(warmup * 1000)}ms", "--server-pid", str(pid), "--json", "--quiet"]

    def parse(self, output, into):
        line = next((line for line in output.splitlines() if line.startswith("{")), None)
        if line is None:
            return False
        result = json.loads(line)
        latency = result["latencyMicros"]
        server = result["server"] or {}
        into.rate = result["rate"]
        into.cpu = server.get("cpuMicrosPerMessage", 0)
        into.memory_mib = server.get("residentBytes", 0) / 1048576
        into.p50, into.p99, into.p999 = latency["p50"], latency["p99"], latency["p99.9"]
        into.errors = result["errors"]
        into.details = {name: result[name] for name in
                        ("wrongReplies", "errorReplies", "closedConnections", "unanswered", "firstProblem")}
        return True


class OtherLoad:
    """
    PROGRAM HOST PORT CONNECTIONS PIPELINE SIZE SECONDS WARMUP PID CORE, which prints a line of name=value with
    msgs/s, p50, p99, p99.9 (us), errs, cpu_us/msg and cpu_st (us, the second with ended threads) and rss_mb.
    """

    def __init__(self, program):
        self.program = program

    def arguments(self, port, pid, shape, seconds, warmup, core):
        return [self.program, "127.0.0.1", str(port), str(shape.connections), str(shape.pipeline), str(shape.size),
                str(seconds), str(warmup), str(pid), str(core)]

    def parse(self, output, into):
        values = {name: float(value) for name, value in re.findall(r"(\S+)=([-+.\deE]+)", output)}
        if "msgs/s" not in values:
            return False
        into.rate = values["msgs/s"]
        tick = 1e4 / max(into.rate * into.details.get("seconds", 1), 1)
        into.cpu = max(values.get("cpu_us/msg", 0), values.get("cpu_st", 0) - tick)
        into.p50, into.p99, into.p999 = values.get("p50", 0), values.get("p99", 0), values.get("p99.9", 0)
        into.memory_mib = values.get("rss_mb", 0)
        into.errors = int(values.get("errs", 0))
        return True


def run(load, server, shape, seconds, warmup, core, into):
    """Puts a server under load; fills a measurement."""
    arguments = load.arguments(server.port, server.pid, shape, seconds, warmup, core)
    into.details = {"seconds": seconds}
    with subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, cwd=ROOT, start_new_session=True, preexec_fn=child_setup(core)) as process:
        try:
            output, errors = process.communicate(timeout=seconds + warmup + 45)
        except BaseException as failure:
            process.kill()
            process.wait()
            if not isinstance(failure, subprocess.TimeoutExpired):
                raise
            into.failure = "stalls"
            return into
    if not load.parse(output, into):
        into.failure = (errors.strip().splitlines() or ["the load generator failed"])[-1][:120]
    return into


def median(measurements, attribute):
    values = [getattr(measurement, attribute) for measurement in measurements]
    return statistics.median(values) if values else None


def ratio(measurements, reference):
    """Median over the rounds of CPU per message to that of the reference in the same round."""
    yardstick = {measurement.round: measurement.cpu for measurement in reference}
    ratios = [measurement.cpu / yardstick[measurement.round] for measurement in measurements
              if yardstick.get(measurement.round)]
    return statistics.median(ratios) if ratios else None


def to_json(measurements):
    return [asdict(measurement) for measurement in measurements]


def from_json(rows):
    return [Measurement(**row) for row in rows]
