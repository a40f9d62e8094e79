package org.socketservice.chaos;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of clients that begin a message and send a byte every ten seconds, as
 * slowhttptest does to web servers, beside 64 normal ones.
 */
class SlowClientsChaosIT {

	private static final int RATE = 2000;

	/**
	 * Each client has its own time within the ten seconds, as if they had come by and by.
	 */
	private static final int TURNS = 1000;

	/** What a thread may wait for a core whatever the service does. */
	private static final int SCHEDULER_MICROS = 1000;

	@Test
	void shouldServeNormalClientsBesideSlowOnes() throws Exception {
		int count = Chaos.scaled(10_000, 500);
		int runs = Chaos.scaled(3, 1);
		int seconds = Chaos.scaled(5, 2);
		try (ServiceProcess service = ServiceProcess.start("--socket.listeners.tcp.limits.max-connections=20000",
				"--socket.listeners.tcp.message-timeout=5m")) {
			Bench alone = Bench.median(runs, service.port(), RATE, seconds);
			Bench beside;
			try (Crowd crowd = new Crowd(service.port(), count, 4096);
					ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
				crowd.send("a\n".getBytes(StandardCharsets.US_ASCII));
				AtomicInteger turn = new AtomicInteger();
				pace.scheduleAtFixedRate(() -> crowd.send(new byte[] { 'b' }, turn.getAndIncrement() % TURNS, TURNS), 0,
						10_000 / TURNS, TimeUnit.MILLISECONDS);
				Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> service.counts().active() == crowd.size());
				beside = Bench.median(runs, service.port(), RATE, seconds);
				assertThat(service.counts().active()).as("slow clients").isEqualTo(crowd.size());
				count = crowd.size();
			}
			Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> service.counts().active() == 0);
			ServiceCounts counts = service.counts();
			assertThat(counts.rejected()).isZero();
			// the last byte of a client that closes its side is a message, too
			assertThat(counts.requests("replied") + counts.requests("abandoned"))
				.isGreaterThanOrEqualTo(alone.messages() + beside.messages() + count);
			assertThat(counts.requestsActive()).isZero();
			if (Chaos.isFull()) {
				assertThat(beside.p99Micros()).as("p99 beside slow clients, %s without", alone)
					.isLessThanOrEqualTo(2 * Math.max(alone.p99Micros(), SCHEDULER_MICROS));
			}
			Chaos.report(7, "%,d slow clients, 1 byte every 10 s, beside 64 normal ones".formatted(count),
					"normal p99 %.2f ms, without them %.2f ms (%,d messages/s)".formatted(beside.p99Micros() / 1000,
							alone.p99Micros() / 1000, RATE));
		}
	}

}
