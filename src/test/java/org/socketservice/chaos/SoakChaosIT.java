package org.socketservice.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mixed traffic: batches, single messages, half-closes, resets, messages that are too
 * long, connections that do nothing. {@code -Dchaos.soak=3600} makes it an hour.
 */
class SoakChaosIT {

	private static final int CLIENTS = 16;

	private final AtomicLong answered = new AtomicLong();

	private final AtomicLong connections = new AtomicLong();

	private final AtomicLong resets = new AtomicLong();

	private final AtomicLong tooLong = new AtomicLong();

	@Test
	void shouldKeepItsCountsBalancedAndItsMemoryFlat() throws Exception {
		int seconds = Integer.getInteger("chaos.soak", Chaos.scaled(60, 3));
		try (ServiceProcess service = ServiceProcess.with().jvm("-Xmx128m", "-Xms128m").start();
				ExecutorService executor = Executors.newFixedThreadPool(CLIENTS)) {
			long begin = System.nanoTime();
			long end = begin + TimeUnit.SECONDS.toNanos(seconds);
			List<Future<?>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(executor.submit(() -> {
					while (System.nanoTime() - end < 0) {
						converse(service.port());
					}
				}));
			}
			long middle = begin + (end - begin) / 2;
			Awaitility.await()
				.atMost(Duration.ofDays(1))
				.pollInterval(Duration.ofMillis(100))
				.until(() -> System.nanoTime() - middle >= 0);
			long half = service.residentMegabytes();
			for (Future<?> client : clients) {
				client.get();
			}
			long whole = service.residentMegabytes();
			Awaitility.await().until(() -> service.counts().active() == 0);
			ServiceProcess.Counts counts = service.counts();
			assertThat(counts.accepted()).isEqualTo(this.connections.get());
			assertThat(counts.closed("too-long")).isEqualTo(this.tooLong.get());
			assertThat(counts.requests("replied")).isGreaterThanOrEqualTo(this.answered.get());
			assertThat(counts.requests("failed") + counts.requests("timed-out")).isZero();
			assertThat(counts.requestsActive()).isZero();
			assertThat(counts.rejected()).isZero();
			if (Chaos.isFull()) {
				assertThat(whole).as("resident MB, %s after half the time", half).isLessThan(half + half / 4);
			}
			Chaos.report(14, "soak, %,d s of mixed traffic".formatted(seconds),
					"%,d connections, %,d requests, counts balanced; resident %,d MB after half the time, %,d MB at the end"
						.formatted(this.connections.get(), this.answered.get(), half, whole));
		}
	}

	private void converse(int port) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		try (RawClient client = RawClient.connect(port)) {
			this.connections.incrementAndGet();
			for (int i = random.nextInt(20); i > 0; i--) {
				exchange(client, random.nextInt(1, 100), random.nextInt(1, 300));
			}
			switch (random.nextInt(10)) {
				case 0 -> {
					client.send("never answered\n".repeat(random.nextInt(100)));
					this.resets.incrementAndGet();
					client.reset();
				}
				case 1 -> {
					this.tooLong.incrementAndGet();
					client.send("x".repeat(66_000));
					assertThat(client.readTextToEnd()).startsWith("ERROR message longer than");
				}
				case 2, 3, 4 -> {
					client.send("last").finish();
					assertThat(client.readTextToEnd()).isEqualTo("LAST");
					this.answered.incrementAndGet();
				}
				default -> {
				}
			}
		}
	}

	private void exchange(RawClient client, int messages, int size) {
		String text = ("m".repeat(size) + "\n").repeat(messages);
		client.send(text.getBytes(StandardCharsets.US_ASCII));
		assertThat(client.readText(text.length())).isEqualTo(text.toUpperCase(Locale.ROOT));
		this.answered.addAndGet(messages);
	}

}
