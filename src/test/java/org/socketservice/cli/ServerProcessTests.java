package org.socketservice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link ServerProcess}.
 */
class ServerProcessTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void shouldAddUpLivingThreads() throws IOException {
		ticks(100, 50);
		thread(1, 1_000_000_000);
		thread(2, 500_000_000);
		Files.writeString(this.directory.resolve("status"), "Name:\tx\nVmRSS:\t    2048 kB\nRssAnon: 1 kB\n");
		ServerProcess process = new ServerProcess(this.directory);
		process.begin();
		ticks(110, 60);
		thread(1, 1_123_456_789);
		thread(2, 600_000_000);
		ServerUsage usage = process.end();
		assertThat(usage.cpuSeconds()).isEqualTo(0.223456789, within(1e-9));
		assertThat(usage.residentBytes()).isEqualTo(2 * 1024 * 1024);
	}

	@Test
	void shouldCountThreadsThatEndedByTicks() throws IOException {
		ticks(100, 0);
		thread(1, 1_000_000_000);
		Files.writeString(this.directory.resolve("status"), "");
		ServerProcess process = new ServerProcess(this.directory);
		process.begin();
		ticks(190, 10);
		assertThat(process.end().cpuSeconds()).isEqualTo(0.99, within(1e-9));
	}

	@Test
	void shouldMeasureARealProcess() throws IOException {
		ServerProcess process = new ServerProcess(ProcessHandle.current().pid());
		process.begin();
		ServerUsage usage = process.end();
		assertThat(usage.cpuSeconds()).isNotNegative();
		assertThat(usage.residentBytes()).isGreaterThan(10_000_000);
	}

	@Test
	void shouldFailWhenThereIsNoProcess() {
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> new ServerProcess(0).begin());
	}

	private void ticks(long user, long system) throws IOException {
		Files.writeString(this.directory.resolve("stat"),
				"42 (a ) b) S 1 42 42 0 -1 4194560 1 2 3 4 " + user + " " + system + " 0 0 20 0 1 0\n");
	}

	private void thread(int id, long nanos) throws IOException {
		Path task = Files.createDirectories(this.directory.resolve("task").resolve(Integer.toString(id)));
		Files.writeString(task.resolve("schedstat"), nanos + " 5 6\n");
	}

}
