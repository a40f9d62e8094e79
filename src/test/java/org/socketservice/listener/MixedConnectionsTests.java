package org.socketservice.listener;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.testing.LeakWatch;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections of all kinds at once: whatever they do, counts add up, nothing stays open
 * and no buffer is lost.
 */
class MixedConnectionsTests {

	private static final int CLIENTS = 16;

	private static final int CONNECTIONS = 60;

	private static final byte[] TOO_LONG = new byte[70_000];

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void shouldAddUp(boolean mayBlock) throws Exception {
		try (RunningService service = RunningService.with("limits.max-connections=12", "reply-timeout=100ms")
			.bean(MessageService.class, new MoodyService(mayBlock))
			.start(); ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				Random random = new Random(i);
				clients.add(executor.submit(() -> connect(service, random)));
			}
			for (Future<?> client : clients) {
				client.get();
			}
			// A client that waits for no reply may be gone before it is accepted.
			RunningService.await().until(() -> known(service) >= CLIENTS * CONNECTIONS);
			service.awaitNoneActive();
			assertThat(known(service)).isEqualTo(CLIENTS * CONNECTIONS);
			assertThat(service.closed(CloseReason.TOO_LONG)).isPositive();
			assertThat(service.counts().requests(RequestOutcome.FAILED)).isPositive();
			service.assertCountsAddUp();
			service.assertAllRequestsEnded();
			RunningService.await().until(() -> service.bean(ConnectionRegistry.class).size() == 0);
		}
		LeakWatch.assertNoneCollected();
	}

	private static long known(RunningService service) {
		ListenerCounts.Snapshot snapshot = service.counts().snapshot();
		return snapshot.accepted() + snapshot.rejected().values().stream().mapToLong(Long::longValue).sum();
	}

	private static void connect(RunningService service, Random random) {
		for (int i = 0; i < CONNECTIONS; i++) {
			RawClient client = service.connect();
			try (client) {
				behave(client, random.nextInt(6));
			}
			catch (UncheckedIOException ex) {
				// Refused connections end whenever they want.
			}
		}
	}

	private static void behave(RawClient client, int mood) {
		switch (mood) {
			case 0 -> client.send("one\ntwo\n").finish().readToEnd();
			case 1 -> client.send("one\nfail\nslow\ntwo").reset();
			case 2 -> client.send("one\n").send(TOO_LONG).finish().readToEnd();
			case 3 -> client.send("slow\nfail\nway\none\n").finish().readToEnd();
			case 4 -> client.send("null\n".repeat(100)).reset();
			default -> client.send("half a li");
		}
	}

	private record MoodyService(boolean mayBlock) implements MessageService {

		@Override
		@SuppressWarnings("NullAway") // what a service written without it may do
		public byte[] reply(byte[] request) throws InterruptedException {
			return switch (new String(request, StandardCharsets.UTF_8)) {
				case "fail" -> throw new IllegalStateException("no");
				case "null" -> null;
				case "way" -> NO_REPLY;
				case "slow" -> {
					if (this.mayBlock) {
						new CountDownLatch(1).await();
					}
					yield request;
				}
				default -> request;
			};
		}

	}

}
