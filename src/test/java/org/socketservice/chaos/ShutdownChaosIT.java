package org.socketservice.chaos;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGTERM while clients send batches, each in one write, and wait for the replies: no
 * reset, no batch answered in part, no reply twice or out of order, and the log's closing
 * line tells what the clients have counted.
 */
class ShutdownChaosIT {

	private static final int CLIENTS = 8;

	private static final int BATCH = 64;

	private static final int WARM = 50;

	@Test
	void shouldAnswerWholeBatchesOnlyAndCountThem() throws Exception {
		int restarts = Chaos.scaled(100, 2);
		long requests = 0;
		long longest = 0;
		for (int i = 0; i < restarts; i++) {
			Matcher drained = restart();
			requests += Long.parseLong(drained.group(2));
			longest = Math.max(longest, Long.parseLong(drained.group(1)));
		}
		Chaos.report(1,
				"SIGTERM under closed-loop load, batches of " + BATCH + " in one write, " + restarts + " restarts",
				"0 resets, 0 batches in part, 0 replies twice or out of order; %,d requests, all as in the log; longest drain %,d ms"
					.formatted(requests, longest));
	}

	private static Matcher restart() throws Exception {
		try (ServiceProcess service = ServiceProcess.brief().start();
				ExecutorService executor = Executors.newFixedThreadPool(CLIENTS)) {
			CountDownLatch warm = new CountDownLatch(CLIENTS);
			List<Future<Long>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(executor.submit(new Client(service.port(), warm)));
			}
			assertThat(warm.await(1, TimeUnit.MINUTES)).isTrue();
			service.terminate();
			long answered = 0;
			for (Future<Long> client : clients) {
				answered += client.get(1, TimeUnit.MINUTES);
			}
			Matcher drained = service.awaitLog(ServiceProcess.DRAINED);
			assertThat(answered).as("answered").isEqualTo(Long.parseLong(drained.group(2)));
			assertThat(drained.group(3)).as("closed cleanly").isEqualTo(String.valueOf(CLIENTS));
			assertThat(drained.group(4)).as("cut").isEqualTo("0");
			assertThat(Long.parseLong(drained.group(1))).as("grace period").isLessThan(8000);
			assertThat(service.awaitExit()).isIn(0, 143);
			return drained;
		}
	}

	/**
	 * Sends batches until the service ends the connection.
	 */
	private record Client(int port, CountDownLatch warm) implements Callable<Long> {

		@Override
		public Long call() throws IOException {
			long answered = 0;
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
				socket.setSoTimeout(30_000);
				DataInputStream in = new DataInputStream(socket.getInputStream());
				for (int batch = 0;; batch++) {
					String text = text(batch);
					socket.getOutputStream().write(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
					byte[] replies = in.readNBytes(text.length());
					if (replies.length == 0) {
						return answered;
					}
					assertThat(new String(replies, StandardCharsets.UTF_8)).isEqualTo(text);
					answered += BATCH;
					if (batch == WARM) {
						this.warm.countDown();
					}
				}
			}
		}

		private static String text(int batch) {
			StringBuilder text = new StringBuilder();
			for (int i = 0; i < BATCH; i++) {
				text.append("BATCH ").append(batch).append(" LINE ").append(i).append('\n');
			}
			return text.toString();
		}

	}

}
