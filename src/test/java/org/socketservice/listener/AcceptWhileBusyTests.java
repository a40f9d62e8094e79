package org.socketservice.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.socketservice.testing.Mechanism;
import org.socketservice.testing.RunningService;
import org.socketservice.transport.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * io_uring accepts one connection per turn of an event loop: it must not be a turn of the
 * loop that serves the connections.
 */
class AcceptWhileBusyTests {

	private static final int CONNECTIONS = 100;

	@BeforeEach
	void assumeAvailable() {
		Mechanism.assumeAvailable("io_uring");
	}

	@Test
	void shouldAcceptWhileTheOnlyEventLoopIsBusy() throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		try (RunningService service = RunningService.with()
			.property("socket.event-loops.io=io_uring")
			.property("socket.event-loops.threads=1")
			.start()) {
			EventLoop loop = service.bean(EventLoops.class).group().loops().next();
			Future<Boolean> busy = loop.submit(() -> done.await(1, TimeUnit.MINUTES));
			for (int i = 0; i < CONNECTIONS; i++) {
				service.connect();
			}
			RunningService.await().until(() -> waiting(service.port()) == 0);
			assertThat(service.counts().snapshot().accepted()).as("admitted by the busy loop").isZero();
			done.countDown();
			assertThat(busy.get()).isTrue();
			RunningService.await().until(() -> service.counts().snapshot().accepted() == CONNECTIONS);
			service.assertCountsAddUp();
		}
		finally {
			done.countDown();
		}
	}

	/** How many are in the accept queue: "rx_queue" of a listening socket in proc(5). */
	private static int waiting(int port) throws IOException {
		String local = String.format(Locale.ROOT, ":%04X", port);
		try (Stream<String> sockets = Files.lines(Path.of("/proc/net/tcp6"))) {
			return sockets.map((line) -> line.strip().split("\\s+"))
				.filter((fields) -> fields[1].endsWith(local) && "0A".equals(fields[3]))
				.mapToInt((fields) -> Integer.parseInt(fields[4].substring(fields[4].indexOf(':') + 1), 16))
				.sum();
		}
	}

}
