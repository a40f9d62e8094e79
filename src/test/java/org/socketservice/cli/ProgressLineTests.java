package org.socketservice.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProgressLine}.
 */
class ProgressLineTests {

	private final StringWriter out = new StringWriter();

	private final Histogram latency = new Histogram(3);

	@BeforeEach
	void fill() {
		this.latency.recordValueWithCount(1_500_000, 2000);
	}

	@Test
	void shouldWriteALineEachWhenThereIsNoTerminal() {
		ProgressLine progress = new ProgressLine(new PrintWriter(this.out), false, false);
		progress.show(true, 1, this.latency, LoadFaults.NONE);
		progress.show(false, 2, this.latency, new LoadFaults(1, 0, 0, 0, 0, null));
		progress.end();
		assertThat(this.out.toString()).isEqualToNormalizingNewlines("""
				  1 s        2,000 msg/s  p99  1.50 ms  errors 0  (warm-up)
				  3 s        1,000 msg/s  p99  1.50 ms  errors 1
				""");
	}

	@Test
	void shouldOverwriteTheLineOnATerminal() {
		ProgressLine progress = new ProgressLine(new PrintWriter(this.out), true, false);
		progress.show(false, 1, this.latency, LoadFaults.NONE);
		progress.end();
		assertThat(this.out.toString())
			.isEqualTo("\r\u001B[K  1 s        2,000 msg/s  p99  1.50 ms  errors 0\r\u001B[K");
	}

	@Test
	void shouldSayNothingWhenQuiet() {
		ProgressLine progress = new ProgressLine(new PrintWriter(this.out), true, true);
		progress.show(false, 1, this.latency, LoadFaults.NONE);
		progress.end();
		assertThat(this.out.toString()).isEmpty();
	}

}
