package org.socketservice.listener;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RejectReason;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections above the limit are told so, counted, and cost the others nothing.
 */
class MaxConnectionsTests {

	private static final String REFUSED = "ERROR too many connections \\[[0-9a-z]+]\n";

	@Test
	void shouldRefuseConnectionsAboveTheLimit() {
		try (RunningService service = RunningService.start("limits.max-connections=5")) {
			for (int round = 1; round <= 3; round++) {
				List<RawClient> clients = new ArrayList<>();
				for (int i = 0; i < 5; i++) {
					clients.add(served(service));
				}
				for (int i = 0; i < 20; i++) {
					assertRefused(service);
				}
				clients.forEach((client) -> assertThat(client.send("b\n").readText(2)).isEqualTo("B\n"));
				clients.forEach(RawClient::close);
				service.awaitNoneActive();
				assertThat(service.counts().snapshot().accepted()).isEqualTo(5L * round);
				assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.MAX_CONNECTIONS,
						20L * round);
				assertThat(service.closed(CloseReason.PEER)).isEqualTo(5L * round);
				service.assertCountsAddUp();
			}
		}
	}

	@Test
	void shouldAdmitTheNextOneAsSoonAsOneHasGone() {
		try (RunningService service = RunningService.start("limits.max-connections=1")) {
			for (int i = 0; i < 50; i++) {
				served(service).close();
				service.awaitNoneActive();
			}
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.MAX_CONNECTIONS, 0L);
		}
	}

	@Test
	void shouldRefuseInTheListenersFraming() {
		try (RunningService service = RunningService.start("limits.max-connections=1", "framing=length-2");
				RawClient admitted = service.connect()) {
			admitted.send(new byte[] { 0, 1, 'a' }).read(3);
			try (RawClient client = service.connect()) {
				byte[] reply = client.readToEnd();
				assertThat(reply).startsWith(0, reply.length - 2);
			}
		}
	}

	@Test
	void shouldTellClientsThatSendMuchAtOnce() {
		byte[] much = new byte[1_000_000];
		try (RunningService service = RunningService.start("limits.max-connections=1");
				RawClient admitted = served(service)) {
			for (int i = 0; i < 50; i++) {
				try (RawClient client = service.connect()) {
					assertThat(client.send(much).readTextToEnd()).matches(REFUSED);
				}
			}
			assertThat(admitted.send("b\n").readText(2)).isEqualTo("B\n");
		}
	}

	private static RawClient served(RunningService service) {
		RawClient client = service.connect();
		assertThat(client.send("a\n").readText(2)).isEqualTo("A\n");
		return client;
	}

	private static void assertRefused(RunningService service) {
		try (RawClient client = service.connect()) {
			assertThat(client.send("a\n").readTextToEnd()).matches(REFUSED);
		}
	}

}
