package org.socketservice.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Far more connections than {@code max-connections}: exactly that many are served, the
 * others are told why or at least closed, and nothing remains of them.
 */
class ConnectionFloodChaosIT {

	private static final int MAX = 100;

	private static final int THREADS = 32;

	@Test
	void shouldKeepTheLimitAndNothingElse() throws Exception {
		int attempts = Chaos.scaled(50_000, 2000);
		try (ServiceProcess service = ServiceProcess.start("--socket.listeners.tcp.limits.max-connections=" + MAX);
				ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
			List<RawClient> admitted = new ArrayList<>();
			for (int i = 0; i < MAX; i++) {
				admitted.add(RawClient.connect(service.port()));
				assertThat(admitted.get(i).send("a\n").readLine()).isEqualTo("A");
			}
			service.counts();
			long descriptors = service.descriptors();
			List<Future<Integer>> told = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				int share = attempts / THREADS + ((i < attempts % THREADS) ? 1 : 0);
				told.add(executor.submit(() -> flood(service.port(), share)));
			}
			int texts = 0;
			for (Future<Integer> future : told) {
				texts += future.get(5, TimeUnit.MINUTES);
			}
			Awaitility.await().until(() -> service.counts().rejected("max-connections") == attempts);
			ServiceCounts counts = service.counts();
			assertThat(counts.accepted()).isEqualTo(MAX);
			assertThat(counts.active()).isEqualTo(MAX);
			assertThat(counts.rejected()).isEqualTo(attempts);
			for (RawClient client : admitted) {
				assertThat(client.send("b\n").readLine()).isEqualTo("B");
			}
			Awaitility.await()
				.atMost(20, TimeUnit.SECONDS)
				.untilAsserted(() -> assertThat(service.descriptors()).isLessThanOrEqualTo(descriptors + 2));
			admitted.removeFirst().close();
			Awaitility.await().until(() -> service.counts().active() == MAX - 1);
			admitted.add(RawClient.connect(service.port()));
			assertThat(admitted.getLast().send("c\n").readLine()).isEqualTo("C");
			admitted.forEach(RawClient::close);
			Chaos.report(12, "%,d connections over `max-connections` of %d".formatted(attempts, MAX),
					"%d served, %,d refused, %,d of them told why; served at once afterwards, no descriptor left behind"
						.formatted(MAX, attempts, texts));
		}
	}

	/** Connect again and again; how often the answer was the text. */
	private static int flood(int port, int attempts) {
		int told = 0;
		for (int i = 0; i < attempts; i++) {
			try (RawClient client = RawClient.connect(port)) {
				String text = client.readTextToEnd();
				assertThat(text.isEmpty() || text.startsWith("ERROR too many connections [")).as(text).isTrue();
				told += text.isEmpty() ? 0 : 1;
			}
		}
		return told;
	}

}
