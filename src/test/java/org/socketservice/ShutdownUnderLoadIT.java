package org.socketservice;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import java.util.regex.Pattern;

import org.junit.jupiter.api.RepeatedTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged service gets SIGTERM while clients send batches of lines, each in one
 * write, and wait for the replies: no batch is answered in part, no connection ends in a
 * reset, and the log's closing line tells what the clients counted.
 */
class ShutdownUnderLoadIT {

	private static final int CLIENTS = 8;

	private static final int BATCH = 64;

	private static final Pattern DRAINED = Pattern.compile(
			"Drained in (\\d+) ms: \\d+ requests answered \\((\\d+) since the start\\), (\\d+) connections closed cleanly, (\\d+) connections cut");

	@RepeatedTest(3)
	void shouldAnswerWholeBatchesOnlyAndCountThem() throws Exception {
		try (PackagedService service = PackagedService.start();
				ExecutorService executor = Executors.newFixedThreadPool(CLIENTS)) {
			CountDownLatch warm = new CountDownLatch(CLIENTS);
			List<Future<Long>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(executor.submit(new Client(service.port(), warm)));
			}
			assertThat(warm.await(1, TimeUnit.MINUTES)).isTrue();
			service.terminate();
			Matcher drained = service.awaitLine(DRAINED);
			long answered = 0;
			for (Future<Long> client : clients) {
				answered += client.get(1, TimeUnit.MINUTES);
			}
			assertThat(answered).isEqualTo(Long.parseLong(drained.group(2)));
			assertThat(drained.group(3)).as("closed cleanly").isEqualTo(String.valueOf(CLIENTS));
			assertThat(drained.group(4)).as("cut").isEqualTo("0");
			assertThat(Duration.ofMillis(Long.parseLong(drained.group(1)))).isLessThan(Duration.ofSeconds(8));
			assertThat(service.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(service.process().exitValue()).isIn(0, 143);
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
					if (batch == 200) {
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
