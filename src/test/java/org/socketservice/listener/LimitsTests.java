package org.socketservice.listener;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.PauseReason;
import org.socketservice.connection.RejectReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits but {@code max-connections}, which has tests of its own.
 */
class LimitsTests {

	private static final String TOO_MANY = "ERROR too many connections \\[[0-9a-z]+]\n";

	@Test
	void shouldCountConnectionsOfEachAddress() throws UnknownHostException {
		try (RunningService service = RunningService.start("limits.max-connections-per-address=2")) {
			List<RawClient> clients = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				clients.add(served(connect(service, "127.0.0.2")));
				clients.add(served(connect(service, "127.0.0.3")));
			}
			for (String address : List.of("127.0.0.2", "127.0.0.3")) {
				try (RawClient client = connect(service, address)) {
					assertThat(client.readTextToEnd()).matches(TOO_MANY);
				}
			}
			clients.removeFirst().close();
			RunningService.await().until(() -> service.counts().snapshot().active() == 3);
			clients.add(served(connect(service, "127.0.0.2")));
			try (RawClient client = connect(service, "127.0.0.3")) {
				assertThat(client.readTextToEnd()).matches(TOO_MANY);
			}
			clients.forEach(RawClient::close);
			service.awaitNoneActive();
			assertThat(service.counts().snapshot().accepted()).isEqualTo(5);
			assertThat(service.counts().snapshot().rejected())
				.containsEntry(RejectReason.MAX_CONNECTIONS_PER_ADDRESS, 3L)
				.containsEntry(RejectReason.MAX_CONNECTIONS, 0L);
			service.assertCountsAddUp();
		}
	}

	@Test
	void shouldAdmitNoMoreNewConnectionsThanTheRateAllows() {
		int perSecond = 5;
		int attempts = 40;
		try (RunningService service = RunningService.start("limits.connections-per-second=" + perSecond)) {
			long begin = System.nanoTime();
			long served = 0;
			for (int i = 0; i < attempts; i++) {
				try (RawClient client = service.connect()) {
					String text = client.send("hello\n").finish().readTextToEnd();
					assertThat(text).matches("HELLO\n|ERROR too many new connections \\[[0-9a-z]+]\n");
					served += text.equals("HELLO\n") ? 1 : 0;
				}
			}
			double seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
			assertThat(served).isBetween((long) perSecond, perSecond + 1 + (long) (seconds * perSecond));
			RunningService.await().until(() -> {
				try (RawClient client = service.connect()) {
					return client.send("hello\n").finish().readTextToEnd().equals("HELLO\n");
				}
			});
			service.awaitNoneActive();
			assertThat(service.counts().snapshot().accepted()).isEqualTo(served + 1);
			assertThat(service.counts().snapshot().rejected().get(RejectReason.RATE))
				.isGreaterThanOrEqualTo(attempts - served);
			service.assertCountsAddUp();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "epoll", "nio" })
	void shouldReadMoreSlowlyAndDropNothingBeyondTheRateOfMessages(String io) {
		int perSecond = 500;
		int messages = 1000;
		try (RunningService service = RunningService.with("limits.messages-per-second=" + perSecond)
			.property("socket.event-loops.io=" + io)
			.start(); RawClient client = service.connect(); RawClient other = service.connect()) {
			StringBuilder expected = new StringBuilder();
			for (int i = 0; i < messages; i++) {
				expected.append("MESSAGE ").append(i).append('\n');
			}
			long begin = System.nanoTime();
			client.send(expected.toString().toLowerCase(Locale.ROOT));
			assertThat(other.send("hello\n").readLine()).isEqualTo("HELLO");
			assertThat(client.readText(expected.length())).isEqualTo(expected.toString());
			// one second's worth comes at once
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(990));
			assertThat(service.counts().paused(PauseReason.MESSAGE_RATE)).isPositive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(messages + 1);
			client.finish();
			assertThat(client.readToEnd()).isEmpty();
		}
	}

	@Test
	void shouldOnlyCountWhatItWouldRefuseInADryRun() {
		int clients = 3;
		try (RunningService service = RunningService.start("limits.dry-run=true", "limits.max-connections=1",
				"limits.max-connections-per-address=2", "limits.connections-per-second=1",
				"limits.messages-per-second=1")) {
			List<RawClient> connected = new ArrayList<>();
			for (int i = 0; i < clients; i++) {
				RawClient client = service.connect();
				connected.add(client);
				assertThat(client.send("a\nb\nc\n").readText(6)).isEqualTo("A\nB\nC\n");
			}
			assertThat(service.counts().wouldHaveRejected(RejectReason.MAX_CONNECTIONS)).isEqualTo(2);
			assertThat(service.counts().wouldHaveRejected(RejectReason.MAX_CONNECTIONS_PER_ADDRESS)).isEqualTo(1);
			assertThat(service.counts().wouldHaveRejected(RejectReason.RATE)).isBetween(1L, 2L);
			assertThat(service.counts().wouldHavePaused(PauseReason.MESSAGE_RATE)).isGreaterThanOrEqualTo(clients);
			assertThat(service.counts().paused(PauseReason.MESSAGE_RATE)).isZero();
			connected.forEach(RawClient::close);
			service.awaitNoneActive();
			assertThat(service.counts().snapshot().accepted()).isEqualTo(clients);
			assertThat(service.counts().snapshot().rejected().values()).allMatch((count) -> count == 0);
			service.assertCountsAddUp();
			service.assertAllRequestsEnded();
		}
	}

	private static RawClient connect(RunningService service, String from) throws UnknownHostException {
		return RawClient.connect(InetAddress.getLoopbackAddress(), service.port(), InetAddress.getByName(from));
	}

	private static RawClient served(RawClient client) {
		assertThat(client.send("a\n").readLine()).isEqualTo("A");
		return client;
	}

}
