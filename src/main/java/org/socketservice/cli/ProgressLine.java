package org.socketservice.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.HdrHistogram.Histogram;

/**
 * Tells every second how a load goes: on a terminal in one line that changes, elsewhere a
 * line each.
 */
final class ProgressLine {

	private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

	private static final String ERASE = "\r\u001B[K";

	private final PrintWriter out;

	private final boolean terminal;

	private final boolean quiet;

	private double elapsed;

	/**
	 * Create a progress line.
	 * @param out where to write
	 * @param terminal whether lines can be overwritten there
	 * @param quiet whether to say nothing
	 */
	ProgressLine(PrintWriter out, boolean terminal, boolean quiet) {
		this.out = out;
		this.terminal = terminal;
		this.quiet = quiet;
	}

	/**
	 * Whether standard error is a terminal, which Java tells only of standard output.
	 * @return false when unknown
	 */
	static boolean isTerminal() {
		try {
			String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
			return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Say how it goes.
	 * @param warmup whether it does not count yet
	 * @param seconds since the last time
	 * @param latency nanoseconds, of the replies in that time
	 * @param faults all so far
	 */
	void show(boolean warmup, double seconds, Histogram latency, LoadFaults faults) {
		this.elapsed += seconds;
		if (this.quiet) {
			return;
		}
		String line = String.format(Locale.ROOT, "%3.0f s  %,11.0f msg/s  p99 %8s  errors %,d%s", this.elapsed,
				latency.getTotalCount() / seconds, LatencyFormat.format(latency.getValueAtPercentile(99) / 1e3),
				faults.errors(), warmup ? "  (warm-up)" : "");
		this.out.print(this.terminal ? ERASE + line : line + System.lineSeparator());
		this.out.flush();
	}

	/** Leave the terminal as if there had been no progress. */
	void end() {
		if (this.terminal && !this.quiet) {
			this.out.print(ERASE);
			this.out.flush();
		}
	}

}
