package org.socketservice.transport;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socketservice.transport.EventLoopsProperties.Io;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoopWatchdog}, by a clock that only the test moves: on a busy machine
 * any loop may be late by the machine's own.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoopWatchdogTests {

	/** So long that its timer never comes in between. */
	private static final Duration THRESHOLD = Duration.ofDays(8);

	private final AtomicLong clock = new AtomicLong(1);

	private final AtomicReference<EventLoopGroup> group = new AtomicReference<>();

	private final LoopWatchdog watchdog = new LoopWatchdog(THRESHOLD, this.group::get, this.clock::get);

	private final CountDownLatch release = new CountDownLatch(1);

	@BeforeEach
	void startLoop() {
		this.group.set(new MultiThreadIoEventLoopGroup(1, (task) -> {
			Thread thread = new Thread(task, "socket-loop-1");
			this.watchdog.watch(thread);
			return thread;
		}, NioIoHandler.newFactory()));
		awaitTurn();
	}

	@AfterEach
	void stopLoop() {
		this.release.countDown();
		this.watchdog.close();
		loop().parent().shutdownGracefully().awaitUninterruptibly();
	}

	@Test
	void shouldReportABlockedLoopOnceWithItsStackAndThatItGoesOn(CapturedOutput output) throws Exception {
		blockLoop();
		pass(7);
		assertThat(this.watchdog.problem()).isNull();
		pass(1);
		assertThat(this.watchdog.problem()).isEqualTo("event loop socket-loop-1 is blocked for 691200000 ms");
		pass(16);
		assertThat(this.watchdog.problem()).isEqualTo("event loop socket-loop-1 is blocked for 2073600000 ms");
		assertThat(lines(output, "Event loop socket-loop-1 is blocked for 691200000 ms")).isEqualTo(1);
		assertThat(lines(output, "is blocked for")).isEqualTo(1);
		assertThat(output).contains("at " + getClass().getName() + ".block(");
		this.release.countDown();
		awaitTurn();
		assertThat(this.watchdog.problem()).isNull();
		assertThat(lines(output, "Event loop socket-loop-1 goes on after 2073600000 ms")).isEqualTo(1);
		pass(16);
		assertThat(this.watchdog.problem()).isNull();
		assertThat(lines(output, "is blocked for")).isEqualTo(1);
	}

	@Test
	void shouldReportALoopThatBlocksAgain(CapturedOutput output) throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		blockLoop(first);
		pass(9);
		first.countDown();
		awaitTurn();
		blockLoop();
		pass(9);
		assertThat(lines(output, "is blocked for")).isEqualTo(2);
	}

	@Test
	void shouldBlameNoLoopWhenTheWholeProgramStoodStill(CapturedOutput output) throws Exception {
		blockLoop();
		this.watchdog.check();
		this.clock.addAndGet(2 * THRESHOLD.toNanos());
		this.watchdog.check();
		assertThat(this.watchdog.problem()).isNull();
		pass(8);
		assertThat(this.watchdog.problem()).isEqualTo("event loop socket-loop-1 is blocked for 691200000 ms");
		assertThat(lines(output, "is blocked for")).isEqualTo(1);
	}

	@Test
	void shouldWatchTheLoopsOfTheServiceByItsTimer() {
		// A timer later than half of it, as on a busy machine, takes back what it saw.
		try (EventLoops loops = new EventLoops(new EventLoopsProperties(Io.NIO, 1, Duration.ofSeconds(1)))) {
			loops.group().loops().next().execute(() -> block(new CountDownLatch(1), this.release));
			Awaitility.await().until(() -> loops.problem() != null);
			this.release.countDown();
			Awaitility.await().until(() -> loops.problem() == null);
		}
		finally {
			this.release.countDown();
		}
	}

	private EventLoop loop() {
		return this.group.get().next();
	}

	private void blockLoop() throws InterruptedException {
		blockLoop(this.release);
	}

	private void blockLoop(CountDownLatch release) throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		loop().execute(() -> block(entered, release));
		entered.await();
	}

	/** Let periods pass, after each of which the watchdog looks. */
	private void pass(int periods) {
		this.watchdog.check();
		for (int i = 0; i < periods; i++) {
			awaitWatched();
			this.clock.addAndGet(THRESHOLD.toNanos() / 8);
			this.watchdog.check();
		}
	}

	/** A loop that is not blocked runs what it was given before the next look. */
	private void awaitWatched() {
		if (this.release.getCount() == 0) {
			awaitTurn();
		}
	}

	private void awaitTurn() {
		loop().submit(() -> {
		}).awaitUninterruptibly();
	}

	private static long lines(CapturedOutput output, String text) {
		return output.getAll().lines().filter((line) -> line.contains(text)).count();
	}

	private static void block(CountDownLatch entered, CountDownLatch release) {
		try {
			entered.countDown();
			release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
