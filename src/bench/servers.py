"""The servers that are compared: how each is built, started, paused and ended."""
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUTPUT = os.path.join(ROOT, "target", "bench")
PEERS = os.path.join(OUTPUT, "peers")
BLOCKING = os.path.join(OUTPUT, "blocking")
JVM_OPTIONS = os.path.join(ROOT, "src", "main", "jvm", "jvm.options")
START_LIMIT = 90
PR_SET_PDEATHSIG = 1


def child_setup(core):
    """To run in a child: on this core only, and gone when we are."""
    libc = ctypes.CDLL(None)

    def setup():
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os.sched_setaffinity(0, {core})

    return setup


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Kind:
    """A kind of server: its name in the table and the command that starts it on a port."""

    def __init__(self, key, title, command, needs=None):
        self.key = key
        self.title = title
        self.command = command
        self.needs = needs

    def missing(self):
        """What it lacks to be started, or None."""
        return None if self.needs is None or os.path.exists(self.needs) else self.needs


def build_peers():
    """Builds the Java servers to compare with."""
    print("building the Java servers to compare with ...", file=sys.stderr, flush=True)
    wrapper = os.path.join(ROOT, "mvnw")
    maven = wrapper if os.access(wrapper, os.X_OK) else "mvn"
    subprocess.run([maven, "-B", "-ntp", "-q", "-f", os.path.join(ROOT, "src", "bench", "java", "pom.xml"), "package"],
                   check=True, stdout=sys.stderr)


def kinds(java, jar, heap, unix=False):
    """All kinds, the yardstick first; over Unix sockets those that can listen on them."""
    jvm = [java, "@" + JVM_OPTIONS, "-Xmx" + heap]
    path = os.path.join(PEERS, "classes") + ":" + os.path.join(PEERS, "lib", "*")

    def options(where, io):
        listener = ["local.transport=unix", f"local.path={where}"] if unix else [f"tcp.port={where}"]
        return [*("--socket.listeners." + setting for setting in listener), f"--socket.event-loops.io={io}",
                "--server.port=0"]

    def service(io):
        return lambda where: [*jvm, "-jar", jar, *options(where, io)]

    def blocking(where):
        # The jar, and beside it a directory with another service bean.
        return [*jvm, "-Dloader.path=" + BLOCKING, "-cp", jar,
                "org.springframework.boot.loader.launch.PropertiesLauncher",
                "--spring.main.sources=org.socketservice.bench.BlockingService", *options(where, "auto")]

    def peer(main, *arguments):
        return lambda port: [*jvm, "-cp", path, "org.socketservice.bench." + main, str(port), *arguments]

    built = os.path.join(PEERS, "lib")
    c_server = os.path.join(OUTPUT, "epoll_upper")
    tutorial = os.path.join(ROOT, "src", "bench", "python", "upper_server.py")
    every = [
        Kind("c", "C, epoll", lambda port: [c_server, str(port)], c_server),
        Kind("service-epoll", "Socket Service, epoll", service("epoll"), jar),
        Kind("service-io_uring", "Socket Service, io_uring", service("io_uring"), jar),
        Kind("service-blocking", "Socket Service, may block", blocking, BLOCKING),
        Kind("netty-tuned", "Netty by hand, every trick", peer("NettyServer", "epoll", "tuned"), built),
        Kind("netty-tuned-io_uring", "Netty by hand, every trick, io_uring",
             peer("NettyServer", "io_uring", "tuned"), built),
        Kind("netty-plain", "Netty by hand, plain", peer("NettyServer", "epoll", "plain"), built),
        Kind("vertx", "Vert.x 5 NetServer", peer("VertxServer"), built),
        Kind("spring-net", "Spring Integration, Net", peer("SpringIntegrationServer", "net"), built),
        Kind("spring-nio", "Spring Integration, NIO", peer("SpringIntegrationServer", "nio"), built),
        Kind("python", "Python, tutorial", lambda port: [sys.executable, tutorial, str(port)], tutorial),
    ]
    return every[:3] if unix else every


class Server:
    """
    A running server on a port of its own, or on a Unix socket in a directory. Paused, it takes nothing from the one
    that is measured.
    """

    def __init__(self, kind, core, directory=None):
        self.kind = kind
        self.core = core
        self.directory = directory
        self.port = 0
        self.process = None

    @property
    def pid(self):
        return self.process.pid

    def start(self):
        """Returns once it accepts connections; raises RuntimeError when it does not."""
        self.port = os.path.join(self.directory, self.kind.key) if self.directory else free_port()
        log = os.path.join(OUTPUT, "log", self.kind.key + ".log")
        os.makedirs(os.path.dirname(log), exist_ok=True)
        with open(log, "ab") as output:
            # A session of its own: Ctrl-C reaches us alone, and we end it.
            self.process = subprocess.Popen(self.kind.command(self.port), stdin=subprocess.DEVNULL, stdout=output,
                                            stderr=output, cwd=ROOT, start_new_session=True,
                                            preexec_fn=child_setup(self.core))
        limit = time.monotonic() + START_LIMIT
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > limit:
                self.stop()
                raise RuntimeError(f"does not start, see {os.path.relpath(log, os.getcwd())}")
            time.sleep(0.05)

    def answers(self):
        try:
            with self.connect() as connection:
                connection.sendall(b"ping\n")
                return connection.recv(5) == b"PING\n"
        except OSError:
            return False

    def connect(self):
        connection = socket.socket(socket.AF_UNIX if self.directory else socket.AF_INET)
        connection.settimeout(1)
        connection.connect(self.port if self.directory else ("127.0.0.1", self.port))
        return connection

    def pause(self):
        if self.process and self.process.poll() is None:
            os.kill(self.pid, signal.SIGSTOP)

    def resume(self):
        if self.process and self.process.poll() is None:
            os.kill(self.pid, signal.SIGCONT)

    def stop(self):
        """Ends it, kindly at first."""
        if self.process is None:
            return
        self.resume()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        if self.directory and os.path.exists(self.port):
            os.unlink(self.port)  # the C server leaves it behind
