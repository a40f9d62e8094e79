package org.socketservice.listener;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socketservice.connection.PauseReason;
import org.socketservice.connection.QueuedReplies;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replies that wait for slow peers are counted over all connections; above
 * {@code socket.limits.queued-replies} those peers are read no more, and others are.
 */
class QueuedRepliesTests {

	private static final int CLIENTS = 20;

	private static final int REPLY = 60_000;

	private static final byte[] REPLY_BYTES = ("x".repeat(REPLY - 1) + "\n").getBytes(StandardCharsets.US_ASCII);

	private static final int REQUESTS = 8;

	/** One client fills the buffers of kernel and connection long before it has all. */
	private static final MessageService LARGE = new MessageService() {

		@Override
		public byte[] reply(byte[] request) {
			return (request[0] == 's') ? "small".getBytes(StandardCharsets.US_ASCII)
					: Arrays.copyOf(REPLY_BYTES, REPLY - 1);
		}

		@Override
		public boolean mayBlock() {
			return false;
		}

	};

	@ParameterizedTest
	@CsvSource({ "epoll, false", "nio, false", "epoll, true" })
	void shouldReadOnlyThoseWhoTakeTheirRepliesWhenTooMuchWaits(String io, boolean dryRun) {
		try (RunningService service = start(io, dryRun)) {
			QueuedReplies queued = queued(service);
			List<RawClient> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				RawClient client = service.connect();
				clients.add(client.send("large\n".repeat(REQUESTS / 2)));
				service.awaitReceived(client, 6L * REQUESTS / 2);
			}
			RunningService.await().until(queued::isExceeded);
			clients.forEach((client) -> client.send("large\n".repeat(REQUESTS / 2)));
			RunningService.await()
				.until(() -> (dryRun ? service.counts().wouldHavePaused(PauseReason.QUEUED_REPLIES)
						: service.counts().paused(PauseReason.QUEUED_REPLIES)) > 0);
			assertThat(service.counts().paused(PauseReason.QUEUED_REPLIES) == 0).isEqualTo(dryRun);
			try (RawClient normal = service.connect()) {
				for (int i = 0; i < 100; i++) {
					assertThat(normal.send("s\n").readLine()).isEqualTo("small");
				}
			}
			for (RawClient client : clients) {
				assertThat(client.finish().readToEnd()).hasSize(REQUESTS * REPLY);
				client.close();
			}
			service.awaitNoneActive();
			assertThat(queued.bytes()).isZero();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(CLIENTS * REQUESTS + 100);
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldForgetWhatWaitedForPeersThatAreGone() {
		try (RunningService service = start("auto", false)) {
			QueuedReplies queued = queued(service);
			List<RawClient> clients = new ArrayList<>();
			while (queued.bytes() <= queued.limit()) {
				RawClient client = service.connect();
				clients.add(client.send("large\n".repeat(REQUESTS)));
				service.awaitReceived(client, 6L * REQUESTS);
			}
			clients.forEach(RawClient::reset);
			service.awaitNoneActive();
			assertThat(queued.bytes()).isZero();
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldBeAQuarterOfTheMemoryByDefault() {
		try (RunningService service = RunningService.start()) {
			assertThat(queued(service).limit()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
		}
	}

	private static RunningService start(String io, boolean dryRun) {
		return RunningService.with("send-buffer=16KB", "limits.dry-run=" + dryRun)
			.property("socket.event-loops.io=" + io)
			.property("socket.limits.queued-replies=1MB")
			.bean(MessageService.class, LARGE)
			.start();
	}

	private static QueuedReplies queued(RunningService service) {
		return service.bean(NettyServerConnectionFactory.class).context().queued();
	}

}
