package org.socketservice.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.socketservice.testing.Mechanism;
import org.socketservice.transport.EventLoopsProperties.Io;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IoUringLoop}.
 */
class IoUringLoopTests {

	@BeforeEach
	void assumeAvailable() {
		Mechanism.assumeAvailable("io_uring");
	}

	@Test
	void shouldDoTasksBetweenCompletions() throws Exception {
		try (EventLoops loops = new EventLoops(new EventLoopsProperties(Io.IO_URING, 1, Duration.ZERO))) {
			IoEventLoop loop = (IoEventLoop) loops.group().loops().next();
			Work work = new Work(loop);
			IoRegistration registration = loop.register(work).get();
			loop.execute(() -> Work.submitNop(registration));
			assertThat(work.handledBeforeTask.get(1, TimeUnit.MINUTES)).isBetween(1, 32);
			assertThat(work.handledBeforeTimer.get(1, TimeUnit.MINUTES)).isBetween(1, 32);
		}
	}

	@Test
	void shouldOutliveWhatThereIsNoMemoryFor() throws Exception {
		try (EventLoops loops = new EventLoops(new EventLoopsProperties(Io.IO_URING, 1, Duration.ZERO))) {
			IoEventLoop loop = (IoEventLoop) loops.group().loops().next();
			CompletableFuture<Boolean> closed = new CompletableFuture<>();
			IoRegistration registration = loop.register(new IoUringIoHandle() {

				@Override
				public void handle(IoRegistration registration, IoEvent event) {
					throw new OutOfMemoryError("none, for a test");
				}

				@Override
				public void close() {
					closed.complete(true);
				}

			}).get();
			loop.execute(() -> Work.submitNop(registration));
			assertThat(closed.get(1, TimeUnit.MINUTES)).isTrue();
			assertThat(loop.submit(() -> "goes on").get(1, TimeUnit.MINUTES)).isEqualTo("goes on");
		}
	}

	/**
	 * Each completion takes a millisecond, and is followed by the next.
	 */
	private static final class Work implements IoUringIoHandle {

		private static final int COUNT = 400;

		private static final byte NOP = 0;

		private final CompletableFuture<Integer> handledBeforeTask = new CompletableFuture<>();

		private final CompletableFuture<Integer> handledBeforeTimer = new CompletableFuture<>();

		private final IoEventLoop loop;

		private int handled;

		private Work(IoEventLoop loop) {
			this.loop = loop;
		}

		static void submitNop(IoRegistration registration) {
			registration
				.submit(new IoUringIoOps(NOP, (byte) 0, (short) 0, -1, 0L, 0L, 0, 0, 0L, (short) 0, (short) 0, 0, 0L));
		}

		@Override
		public void handle(IoRegistration registration, IoEvent event) {
			if (this.handled++ == 0) {
				this.loop.execute(() -> this.handledBeforeTask.complete(this.handled));
				this.loop.schedule(() -> this.handledBeforeTimer.complete(this.handled), 2, TimeUnit.MILLISECONDS);
			}
			long begin = System.nanoTime();
			while (System.nanoTime() - begin < 1_000_000) {
				Thread.onSpinWait();
			}
			if (this.handled < COUNT) {
				submitNop(registration);
			}
		}

		@Override
		public void close() {
		}

	}

}
