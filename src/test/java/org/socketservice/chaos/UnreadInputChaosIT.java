package org.socketservice.chaos;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RejectReason;
import org.socketservice.listener.Listener.State;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection is closed while its client still sends: the kernel would answer unread
 * input with a reset that destroys what is under way to the client. Error and last reply
 * must arrive all the same, each time.
 */
class UnreadInputChaosIT {

	private static final int TRIES = Chaos.scaled(1000, 50);

	private static final byte[] OVERSIZE = "x".repeat(1_400_000).getBytes(StandardCharsets.US_ASCII);

	@Test
	void shouldDeliverTheErrorForALineOf1400000Bytes() throws Exception {
		try (RunningService service = RunningService.start();
				ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < TRIES; i++) {
				try (RawClient client = service.connect()) {
					client.send("before\n");
					Future<?> sent = executor.submit(() -> client.send(OVERSIZE));
					assertThat(client.readTextToEnd()).startsWith("BEFORE\nERROR message longer than 65536 bytes [")
						.endsWith("]\n");
					sent.get();
				}
			}
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.TOO_LONG)).isEqualTo(TRIES);
			service.assertCountsAddUp();
			service.assertAllRequestsEnded();
		}
		Chaos.report(2, "line of 1.4 MB, error while the client still sends",
				"error arrived in %,d of %,d tries".formatted(TRIES, TRIES));
	}

	@Test
	void shouldTellTheRefusedWhy() throws Exception {
		byte[] input = new byte[100_000];
		try (RunningService service = RunningService.start("limits.max-connections=1");
				RawClient admitted = service.connect();
				ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			assertThat(admitted.send("a\n").readLine()).isEqualTo("A");
			for (int i = 0; i < TRIES; i++) {
				try (RawClient client = service.connect()) {
					Future<?> sent = executor.submit(() -> client.send(input));
					assertThat(client.readTextToEnd()).startsWith("ERROR too many connections [").endsWith("]\n");
					sent.get();
				}
			}
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.MAX_CONNECTIONS,
					(long) TRIES);
			assertThat(service.counts().snapshot().accepted()).isEqualTo(1);
			assertThat(admitted.send("a\n").readLine()).isEqualTo("A");
		}
		Chaos.report(3, "connection refused while the client sends 100 kB",
				"error arrived in %,d of %,d tries".formatted(TRIES, TRIES));
	}

	@Test
	void shouldDeliverLastRepliesWhenDrained() throws Exception {
		String requests = "a line of the batch\n".repeat(500);
		int rounds = TRIES / 25;
		int clients = 25;
		try (RunningService service = RunningService.start();
				ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			long closed = 0;
			for (int round = 0; round < rounds; round++) {
				List<RawClient> connected = new ArrayList<>();
				List<Future<Boolean>> results = new ArrayList<>();
				for (int i = 0; i < clients; i++) {
					RawClient client = service.connect();
					connected.add(client);
					assertThat(client.send(requests).readText(requests.length()))
						.isEqualTo(requests.toUpperCase(Locale.ROOT));
				}
				for (RawClient client : connected) {
					results.add(executor.submit(() -> isWholeOrNothing(client, requests)));
				}
				service.listener().drain();
				for (Future<Boolean> result : results) {
					assertThat(result.get()).isTrue();
				}
				connected.forEach(RawClient::close);
				service.awaitNoneActive();
				closed += clients;
				RunningService.await().until(() -> service.listener().state() == State.PAUSED);
				service.listener().resume();
			}
			assertThat(service.closed(CloseReason.DRAINED)).isEqualTo(closed);
			service.assertAllRequestsEnded();
			service.assertCountsAddUp();
		}
		Chaos.report(4, "drain while clients send batches of 500 lines",
				"batch answered as a whole or not at all, no reset, in %,d of %,d tries".formatted(rounds * clients,
						rounds * clients));
	}

	private static boolean isWholeOrNothing(RawClient client, String requests) {
		client.send(requests);
		String replies = client.readTextToEnd();
		return replies.isEmpty() || replies.equals(requests.toUpperCase(Locale.ROOT));
	}

}
