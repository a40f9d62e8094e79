package org.socketservice.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time and memory of another process on this machine, from {@code proc(5)} of Linux.
 */
final class ServerProcess {

	// USER_HZ is 100 on every architecture Linux runs on today.
	private static final double TICKS_PER_SECOND = 100;

	private static final double NANOS_PER_SECOND = 1e9;

	private final Path directory;

	private double ticks;

	private double tasks;

	/**
	 * Create it.
	 * @param pid process id
	 */
	ServerProcess(long pid) {
		this(Path.of("/proc", Long.toString(pid)));
	}

	/**
	 * Create it from its files.
	 * @param directory what proc shows of the process
	 */
	ServerProcess(Path directory) {
		this.directory = directory;
	}

	/**
	 * The measurement begins.
	 * @throws IOException when there is no such process
	 */
	void begin() throws IOException {
		this.ticks = seconds();
		this.tasks = taskSeconds();
	}

	/**
	 * The measurement ends.
	 * @return what was used since {@link #begin()}
	 * @throws IOException when there is no such process any more
	 */
	ServerUsage end() throws IOException {
		// The first knows ended threads too but counts in ticks, the second is exact but
		// knows living threads only.
		// Neither says too much once a tick is taken off the first.
		double coarse = seconds() - this.ticks - 1 / TICKS_PER_SECOND;
		double exact = taskSeconds() - this.tasks;
		return new ServerUsage(Math.max(Math.max(coarse, exact), 0), residentBytes());
	}

	private double seconds() throws IOException {
		String stat = Files.readString(this.directory.resolve("stat"));
		// The name in parentheses may contain anything.
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
		return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
	}

	private double taskSeconds() throws IOException {
		long nanos = 0;
		try (DirectoryStream<Path> tasks = Files.newDirectoryStream(this.directory.resolve("task"))) {
			for (Path task : tasks) {
				nanos += taskNanos(task);
			}
		}
		return nanos / NANOS_PER_SECOND;
	}

	private static long taskNanos(Path task) {
		try {
			String schedstat = Files.readString(task.resolve("schedstat"));
			return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
		}
		catch (IOException ex) {
			// The thread ended, or the kernel keeps no statistics: the other figure
			// counts.
			return 0;
		}
	}

	private long residentBytes() throws IOException {
		for (String line : Files.readAllLines(this.directory.resolve("status"))) {
			if (line.startsWith("VmRSS:")) {
				return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
			}
		}
		return 0;
	}

}
