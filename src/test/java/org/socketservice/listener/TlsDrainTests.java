package org.socketservice.listener;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A shutdown under pipelined load with TLS loses nothing, and every client is told by
 * close_notify: theirs take any other end for an attack.
 */
class TlsDrainTests {

	private static final int CLIENTS = 8;

	private static final int BATCH = 64;

	private static final String REQUESTS = "a line of the batch\n".repeat(BATCH);

	private static final String REPLIES = "A LINE OF THE BATCH\n".repeat(BATCH);

	private static Certificates certificates;

	private static SSLContext trust;

	@BeforeAll
	static void make(@TempDir Path directory) {
		certificates = Certificates.createIn(directory);
		trust = certificates.client("");
	}

	@Test
	void shouldAnswerWholeBatchesOrNone() throws Exception {
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int round = 0; round < 4; round++) {
				drain(executor, round % 2 == 0);
			}
		}
	}

	private static void drain(ExecutorService executor, boolean inline) throws Exception {
		RunningService.Builder builder = RunningService.with("ssl.bundle=web")
			.properties(certificates.bundle("web", "server"));
		if (!inline) {
			builder.bean(MessageService.class, MessageService.text((text) -> text.toUpperCase(Locale.ROOT)));
		}
		RunningService service = builder.start();
		ListenerCounts counts = service.counts();
		List<Future<Long>> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			RawClient client = RawClient.connectTls(trust, service.port());
			clients.add(executor.submit(() -> load(client)));
		}
		RunningService.await().until(() -> counts.requests(RequestOutcome.REPLIED) > 20 * BATCH);
		service.close();
		long answered = 0;
		for (Future<Long> client : clients) {
			answered += client.get();
		}
		assertThat(answered).isEqualTo(counts.requests(RequestOutcome.REPLIED))
			.isEqualTo(counts.sum(TrafficCounters::requests));
		assertThat(counts.snapshot().closed()).containsEntry(CloseReason.DRAINED, (long) CLIENTS);
	}

	private static long load(RawClient client) {
		try (client) {
			long answered = 0;
			String replies = REPLIES;
			while (!replies.isEmpty()) {
				assertThat(replies).isEqualTo(REPLIES);
				client.send(REQUESTS);
				replies = client.readTextUpTo(REPLIES.length());
				answered += replies.isEmpty() ? 0 : BATCH;
			}
			return answered;
		}
	}

	@Test
	void shouldServeWhoIsInTheHandshake() throws Exception {
		RunningService service = RunningService.with("ssl.bundle=web")
			.properties(certificates.bundle("web", "server"))
			.start();
		try (RawClient waiting = service.connect()) {
			Listener listener = service.listener();
			service.await(waiting, (info) -> true);
			Thread closing = Thread.ofVirtual().start(service::close);
			RunningService.await().until(() -> listener.state() == Listener.State.DRAINING);
			try (RawClient client = RawClient.overTls(trust, waiting)) {
				assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
				assertThat(client.readToEnd()).isEmpty();
			}
			closing.join();
			assertThat(listener.counts().snapshot().closed()).containsEntry(CloseReason.DRAINED, 1L);
		}
	}

}
