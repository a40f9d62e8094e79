package org.socketservice.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A shutdown under closed-loop pipelined load: each client sends a batch in one write and
 * waits for all of its replies before the next. None is left with half a batch answered
 * or with a reset, and what they count is what the service says.
 */
@ExtendWith(OutputCaptureExtension.class)
class DrainUnderLoadTests {

	private static final int CLIENTS = 8;

	private static final int BATCH = 64;

	private static final String REQUESTS = "a line of the batch\n".repeat(BATCH);

	private static final String REPLIES = "A LINE OF THE BATCH\n".repeat(BATCH);

	@Test
	void shouldAnswerWholeBatchesOrNone(CapturedOutput output) throws Exception {
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int round = 0; round < 20; round++) {
				drain(executor, round % 2 == 0, output);
			}
		}
	}

	private static void drain(ExecutorService executor, boolean inline, CapturedOutput output) throws Exception {
		// A client that gets no processor for seconds is no client that does not read.
		RunningService.Builder builder = RunningService.with("linger=20s").property("socket.shutdown.grace-period=25s");
		if (!inline) {
			builder.bean(MessageService.class, MessageService.text((text) -> text.toUpperCase(Locale.ROOT)));
		}
		RunningService service = builder.start();
		ListenerCounts counts = service.counts();
		List<Future<Long>> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			RawClient client = service.connect();
			clients.add(executor.submit(() -> load(client)));
		}
		RunningService.await().until(() -> counts.requests(RequestOutcome.REPLIED) > 100 * BATCH);
		service.close();
		long answered = 0;
		for (Future<Long> client : clients) {
			answered += client.get();
		}
		assertThat(answered).isEqualTo(counts.requests(RequestOutcome.REPLIED))
			.isEqualTo(counts.sum(TrafficCounters::requests));
		assertThat(counts.snapshot().closed()).containsEntry(CloseReason.DRAINED, (long) CLIENTS);
		assertThat(output.getAll().lines().filter((line) -> line.contains("Drained in")).toList()).last()
			.asString()
			.endsWith("(" + answered + " since the start), " + CLIENTS + " connections closed cleanly, "
					+ "0 connections cut");
	}

	/**
	 * Send batches until the service ends the connection.
	 * @return how many requests were answered
	 */
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

}
