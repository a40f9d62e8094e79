package org.socketservice.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has printed so far.
 */
final class ProcessLog {

	private final Duration patience;

	private final List<String> lines = new ArrayList<>();

	private boolean ended;

	ProcessLog(Process process, Duration patience) {
		this.patience = patience;
		Thread.ofVirtual().start(() -> collect(process));
	}

	private void collect(Process process) {
		try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				synchronized (this.lines) {
					this.lines.add(line);
					this.lines.notifyAll();
				}
			}
		}
		catch (IOException ex) {
			// the process is gone
		}
		finally {
			synchronized (this.lines) {
				this.ended = true;
				this.lines.notifyAll();
			}
		}
	}

	/**
	 * Wait for a line.
	 * @param pattern to be found in it
	 * @return the first one there is
	 */
	Matcher await(Pattern pattern) {
		long deadline = System.nanoTime() + this.patience.toNanos();
		synchronized (this.lines) {
			for (int next = 0;; next++) {
				while (next >= this.lines.size()) {
					long left = deadline - System.nanoTime();
					if (this.ended || left <= 0) {
						throw new AssertionError("No line like '" + pattern + "' in\n" + String.join("\n", this.lines));
					}
					await(left);
				}
				Matcher matcher = pattern.matcher(this.lines.get(next));
				if (matcher.find()) {
					return matcher;
				}
			}
		}
	}

	private void await(long nanos) {
		try {
			TimeUnit.NANOSECONDS.timedWait(this.lines, nanos);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	String text() {
		synchronized (this.lines) {
			return String.join("\n", this.lines);
		}
	}

}
