"""Puts measurements into a Markdown table and a chart."""
import chart
from load import SHAPES, median, ratio


def rate_text(rate):
    return f"{rate / 1e6:.2f} M" if rate >= 999_500 else f"{rate / 1e3:.3g} k" if rate >= 999.5 else f"{rate:.0f}"


def micros_text(micros):
    return f"{micros:.3f}" if micros < 1 else f"{micros:.2f}" if micros < 9.995 else f"{micros:.1f}"


def latency_text(micros):
    if micros < 999.5:
        return f"{micros:.0f} µs"
    return f"{micros / 1e3:.3g} ms" if micros < 999_500 else f"{micros / 1e6:.3g} s"


def memory_text(mib):
    return f"{mib:.1f}" if mib < 9.95 else f"{mib:.0f}"


class Results:
    """All measurements of a comparison, and which of them count."""

    def __init__(self, measurements, kinds):
        self.measurements = measurements
        measured = {measurement.server for measurement in measurements}
        self.kinds = [kind for kind in kinds if kind.key in measured]
        self.shapes = [shape for shape in SHAPES if any(row.shape == shape.key for row in measurements)]

    def of(self, server, shape):
        return [row for row in self.measurements if row.server == server and row.shape == shape.key]

    def counted(self, server, shape):
        """Those without errors and disturbance; failing that, those without errors."""
        good = [row for row in self.of(server, shape) if row.usable()]
        quiet = [row for row in good if not row.disturbed]
        return quiet or good

    def failure(self, server, shape):
        """What is wrong with the rounds that failed, or ''."""
        for row in self.of(server, shape):
            if row.failure:
                return row.failure
            if row.errors:
                wrong = {"wrongReplies": "wrong replies", "errorReplies": "error replies",
                         "closedConnections": "connections lost", "unanswered": "requests unanswered"}
                parts = [f"{row.details[name]:,} {text}" for name, text in wrong.items() if row.details.get(name)]
                return ", ".join(parts) or f"{row.errors:,} errors"
        return ""


def table(results, shape):
    """The rows of one shape."""
    lines = [f"### {shape.key}: {shape.title()}", "",
             "| server | messages/s | CPU µs/message | to C | p99 | p99.9 | memory MiB | rounds |",
             "|---|--:|--:|--:|--:|--:|--:|--:|"]
    reference = results.counted("c", shape)
    for kind in results.kinds:
        every, counted = results.of(kind.key, shape), results.counted(kind.key, shape)
        failure = results.failure(kind.key, shape)
        if not every:
            continue
        name = f"**{kind.title}**" if kind.key.startswith("service") else kind.title
        if not counted:
            lines.append(f"| {name} | fails: {failure} | | | | | | 0 of {len(every)} |")
            continue
        times = ratio(counted, reference)
        note = f"; {failure}" if failure else ""
        unsure = " (disturbed)" if any(row.disturbed for row in counted) else ""
        lines.append(
            f"| {name} | {rate_text(median(counted, 'rate'))} | {micros_text(median(counted, 'cpu'))} | "
            f"{f'{times:.2f}' if times else ''} | {latency_text(median(counted, 'p99'))} | "
            f"{latency_text(median(counted, 'p999'))} | {memory_text(median(counted, 'memory_mib'))} | "
            f"{len(counted)} of {len(every)}{unsure}{note} |")
    return lines + [""]


def markdown(results, header, chart_name):
    """The whole page; header is a list of (name, text)."""
    lines = ["# How fast, compared", "", f"![Throughput, CPU per message, latency and memory]({chart_name})", ""]
    lines += [f"- {name}: {text}" for name, text in header]
    lines += ["", "Medians over the rounds; \"to C\" is the median of the ratio of CPU per message to the C server's in "
              "the same round. One core for the server, another for the load; servers take turns, those not measured "
              "are suspended. A measurement during which other programs took more than a tenth of a core is repeated "
              "and, failing that, left out. Every reply was checked. All but Socket Service handle ASCII only.", ""]
    for shape in results.shapes:
        lines += table(results, shape)
    return "\n".join(lines)


def svg(results, subtitle):
    """The chart."""
    figures = [("rate", chart.Figure("Messages per second", "more is better", rate_text)),
               ("cpu", chart.Figure("CPU per message, µs", "less is better", micros_text)),
               ("p99", chart.Figure("Latency, p99", "less is better", latency_text)),
               ("memory_mib", chart.Figure("Memory, MiB", "less is better", memory_text))]
    styles = ["yardstick" if kind.key == "c" else "service" if kind.key.startswith("service") else "bar"
              for kind in results.kinds]
    rows = [(figure, [[median(results.counted(kind.key, shape), attribute) for kind in results.kinds]
                      for shape in results.shapes]) for attribute, figure in figures]
    return chart.draw("Lines answered in upper case", subtitle,
                      [f"{shape.key}: {shape.title()}" for shape in results.shapes],
                      [kind.title for kind in results.kinds], styles, rows)
