package org.socketservice.transport;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socketservice.transport.EventLoopsProperties.Io;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoopWatchdog}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoopWatchdogTests {

	@Test
	void shouldReportABlockedLoopOnceWithItsStackAndThatItGoesOn(CapturedOutput output) {
		CountDownLatch release = new CountDownLatch(1);
		try (EventLoops loops = new EventLoops(new EventLoopsProperties(Io.NIO, 2, Duration.ofMillis(100)))) {
			loops.group().next().execute(() -> block(release));
			loops.group().next().execute(() -> {
			});
			Awaitility.await().until(() -> loops.problem() != null);
			assertThat(loops.problem()).matches("event loop socket-loop-\\d is blocked for \\d+ ms");
			Awaitility.await().until(() -> lines(output, "is blocked for") > 0);
			Awaitility.await().until(() -> millis(String.valueOf(loops.problem())) > 500);
			assertThat(lines(output, "is blocked for")).isEqualTo(1);
			assertThat(output).contains("at " + getClass().getName() + ".block(");
			release.countDown();
			Awaitility.await().until(() -> loops.problem() == null);
			assertThat(lines(output, "goes on after")).isEqualTo(1);
			loops.group().next().submit(() -> {
			}).awaitUninterruptibly();
		}
		finally {
			release.countDown();
		}
		assertThat(lines(output, "is blocked for")).isEqualTo(1);
	}

	private static long millis(String problem) {
		return Long.parseLong(problem.replaceAll(".* (\\d+) ms", "$1"));
	}

	private static long lines(CapturedOutput output, String text) {
		return output.getAll().lines().filter((line) -> line.contains(text)).count();
	}

	private static void block(CountDownLatch release) {
		try {
			release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
