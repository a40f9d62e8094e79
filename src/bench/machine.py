"""What the machine is and how busy it is, from proc(5) and sysfs of Linux."""
import glob
import os
import platform
import re
import resource
import subprocess

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
KERNEL_THREAD = 0x00200000


def read(path):
    """The text of a file, or '' when it is gone or unreadable."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def process_seconds():
    """CPU seconds of every process: {pid: seconds}. Kernel threads are left out."""
    seconds = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            stat = read(f"/proc/{entry}/stat")
            fields = stat[stat.rfind(")") + 2:].split()
            if len(fields) > 14 and not int(fields[6]) & KERNEL_THREAD:
                seconds[int(entry)] = (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND
    return seconds


class Disturbance:
    """
    How much CPU others took while something was measured. Two ways to find out, neither of which says too much:
    the processes that can be seen, and what the kernel counted in all (less what is ours, and without interrupts,
    which our own traffic causes too). The hypervisor's share (steal) counts as well.
    """

    def __init__(self, own_pids):
        self.own_pids = set(own_pids) | {os.getpid()}
        self.before = self.snapshot()

    def snapshot(self):
        processes = process_seconds()
        load = resource.getrusage(resource.RUSAGE_CHILDREN)
        own = sum(processes.get(pid, 0) for pid in self.own_pids - {os.getpid()})
        own += load.ru_utime + load.ru_stime + sum(os.times()[:2])
        fields = [int(field) / TICKS_PER_SECOND for field in read("/proc/stat").split("\n", 1)[0].split()[1:]]
        return {"time": os.times().elapsed, "own": own, "busy": sum(fields[:3]),
                "steal": fields[7] if len(fields) > 7 else 0,
                "foreign": {pid: used for pid, used in processes.items() if pid not in self.own_pids}}

    def cores(self):
        """Cores that others kept busy since this object was made."""
        before, after = self.before, self.snapshot()
        elapsed = max(after["time"] - before["time"], 0.001)
        counted = after["busy"] - before["busy"] - (after["own"] - before["own"])
        # The load generator has come and gone; everything else that is new is foreign.
        seen = sum(used - before["foreign"].get(pid, 0) for pid, used in after["foreign"].items())
        return (max(counted, seen, 0) + after["steal"] - before["steal"]) / elapsed


def cores():
    """Two cores that are not two halves of one, as far as there are: (of the server, of the load)."""
    usable = sorted(os.sched_getaffinity(0))
    first = usable[0]
    siblings = read(f"/sys/devices/system/cpu/cpu{first}/topology/thread_siblings_list").strip()
    taken = {first}
    for part in filter(None, siblings.split(",")):
        low, _, high = part.partition("-")
        taken.update(range(int(low), int(high or low) + 1))
    return first, next((core for core in usable if core not in taken), usable[-1])


def first_line(*command):
    """The first line a command prints, or None when there is no such command."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return done.stdout.split("\n")[0].strip()
    except OSError:
        return None


def java_home():
    """A JDK 25 or newer: JAVA_HOME, the one on the path, or one of /usr/lib/jvm."""
    on_path = os.path.realpath(first_line("sh", "-c", "command -v java") or "/bin/java")
    candidates = [os.environ.get("JAVA_HOME", ""), os.path.dirname(os.path.dirname(on_path)),
                  *sorted(glob.glob("/usr/lib/jvm/*"))]
    for home in filter(None, candidates):
        version = re.search(r'JAVA_VERSION="(\d+)', read(os.path.join(home, "release")))
        if version and int(version[1]) >= 25 and os.access(os.path.join(home, "bin", "javac"), os.X_OK):
            return home
    return None


def description():
    """One line about processor, cores, memory and kernel."""
    model = re.search(r"^model name\s*:\s*(.+)$", read("/proc/cpuinfo"), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s*(\d+)", read("/proc/meminfo"), re.MULTILINE)
    virtual = " (virtual)" if re.search(r"^flags.*\bhypervisor\b", read("/proc/cpuinfo"), re.MULTILINE) else ""
    return (f"{model[1] if model else platform.machine()}{virtual}, {os.cpu_count()} cores, "
            f"{round(int(memory[1]) / 1048576) if memory else '?'} GiB, Linux {platform.release()}")
