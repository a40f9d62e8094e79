package org.socketservice.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.socketservice.client.ReceivedDatagram;
import org.socketservice.client.SocketConnection;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the clients of one listener do, conversation by conversation, and what they have
 * counted. One thread at a time.
 */
abstract class SoakTraffic implements Runnable {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final String listener;

	private long conversations;

	private long answered;

	private long unanswered;

	private long tooLong;

	SoakTraffic(String listener) {
		this.listener = listener;
	}

	@Override
	public void run() {
		converse(ThreadLocalRandom.current());
		this.conversations++;
	}

	abstract void converse(ThreadLocalRandom random);

	void answered(long count) {
		this.answered += count;
	}

	/**
	 * Requests that nobody waits for.
	 * @param count some of them may not even be read
	 */
	void unanswered(long count) {
		this.unanswered += count;
	}

	void refusedAsTooLong() {
		this.tooLong++;
	}

	String listener() {
		return this.listener;
	}

	long conversations() {
		return this.conversations;
	}

	long answered() {
		return this.answered;
	}

	/**
	 * Compare with what the listener has counted.
	 * @param counts of the listener, at rest
	 */
	void assertBalanced(ServiceCounts counts) {
		assertThat(counts.requestsActive()).as(this.listener).isZero();
		assertThat(counts.requests("failed") + counts.requests("timed-out")).as(this.listener).isZero();
		long requests = counts.requests("replied") + counts.requests("abandoned");
		if (counts.hasConnections()) {
			assertThat(counts.active()).as(this.listener).isZero();
			assertThat(counts.accepted()).as(this.listener).isEqualTo(this.conversations);
			assertThat(counts.rejected()).as(this.listener).isZero();
			assertThat(counts.closed("too-long")).as(this.listener).isEqualTo(this.tooLong);
			assertThat(counts.closed("failure") + counts.closed("cut") + counts.closed("malformed")).as(this.listener)
				.isZero();
			assertThat(requests).as(this.listener).isBetween(this.answered, this.answered + this.unanswered);
		}
		else {
			assertThat(counts.refused("too-long")).as(this.listener).isEqualTo(this.tooLong);
			assertThat(counts.refused()).as(this.listener).isEqualTo(this.tooLong);
			assertThat(requests).as(this.listener).isEqualTo(this.answered + this.unanswered);
		}
	}

	private static String text(int size) {
		return "m".repeat(size);
	}

	/**
	 * Lines in batches, half-closes, resets, a line that is too long, a bare word.
	 */
	static final class Lines extends SoakTraffic {

		private final Supplier<RawClient> connect;

		/**
		 * For a listener on TCP.
		 * @param listener its name
		 * @param connect a client, which may speak TLS
		 */
		Lines(String listener, Supplier<RawClient> connect) {
			super(listener);
			this.connect = connect;
		}

		@Override
		void converse(ThreadLocalRandom random) {
			try (RawClient client = this.connect.get()) {
				if (random.nextInt(5) == 0) { // before the first line feed
					assertThat(client.send("word").readText(4)).isEqualTo("WORD");
					answered(1);
				}
				for (int i = random.nextInt(1, 20); i > 0; i--) {
					exchange(client, random.nextInt(1, 100), random.nextInt(1, 300));
				}
				switch (random.nextInt(10)) {
					case 0 -> {
						int count = random.nextInt(100);
						client.send("never answered\n".repeat(count));
						unanswered(count);
						client.reset();
					}
					case 1 -> {
						client.send(text(66_000));
						assertThat(client.readTextToEnd()).startsWith("ERROR message longer than");
						refusedAsTooLong();
					}
					case 2, 3, 4 -> {
						client.send("last").finish();
						assertThat(client.readTextToEnd()).isEqualTo("LAST");
						answered(1);
					}
					default -> {
					}
				}
			}
		}

		private void exchange(RawClient client, int messages, int size) {
			String text = (text(size) + "\n").repeat(messages);
			client.send(text);
			assertThat(client.readText(text.length())).isEqualTo(text.toUpperCase(Locale.ROOT));
			answered(messages);
		}

	}

	/**
	 * Messages in any framing, several at once where the framing can tell them apart.
	 */
	static final class Messages extends SoakTraffic {

		private final Supplier<SocketConnection> connect;

		private final int batch;

		private final int max;

		/**
		 * For any stream listener.
		 * @param listener its name
		 * @param connect a client
		 * @param batch messages at once
		 * @param max {@code max-message-size}; 0 where nothing is ever too long
		 */
		Messages(String listener, Supplier<SocketConnection> connect, int batch, int max) {
			super(listener);
			this.connect = connect;
			this.batch = batch;
			this.max = max;
		}

		@Override
		void converse(ThreadLocalRandom random) {
			try (SocketConnection client = this.connect.get()) {
				for (int i = random.nextInt(1, 20); i > 0; i--) {
					exchange(client, random.nextInt(1, this.batch + 1), random.nextInt(1, 90));
				}
				switch (random.nextInt(10)) {
					case 0 -> { // closed with the replies unread: a reset
						int count = random.nextInt(this.batch + 1);
						client.write(messages(count, 10));
						unanswered(count);
					}
					case 1 -> {
						if (this.max > 0) {
							client.write(messages(1, this.max + 1));
							assertThat(client.read(PATIENCE)).asString(StandardCharsets.US_ASCII)
								.startsWith("ERROR message longer than");
							assertThat(client.read(PATIENCE)).isNull();
							refusedAsTooLong();
						}
					}
					case 2, 3, 4 -> {
						client.write(messages(1, 5));
						client.shutdownOutput();
						assertThat(client.read(PATIENCE)).asString(StandardCharsets.US_ASCII).isEqualTo("MMMMM");
						assertThat(client.read(PATIENCE)).isNull();
						answered(1);
					}
					default -> {
					}
				}
			}
		}

		private void exchange(SocketConnection client, int count, int size) {
			client.write(messages(count, size));
			for (int i = 0; i < count; i++) {
				assertThat(client.read(PATIENCE)).asString(StandardCharsets.US_ASCII).isEqualTo("M".repeat(size));
			}
			answered(count);
		}

		private static List<byte[]> messages(int count, int size) {
			List<byte[]> messages = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				messages.add(text(size).getBytes(StandardCharsets.US_ASCII));
			}
			return messages;
		}

	}

	/**
	 * Datagrams, some of which are too long, some from who is gone before the reply.
	 */
	static final class Datagrams extends SoakTraffic {

		private final Supplier<SocketDatagrams> open;

		private final int max;

		/**
		 * For a datagram listener.
		 * @param listener its name
		 * @param open a client
		 * @param max {@code max-message-size}
		 */
		Datagrams(String listener, Supplier<SocketDatagrams> open, int max) {
			super(listener);
			this.open = open;
			this.max = max;
		}

		@Override
		void converse(ThreadLocalRandom random) {
			try (SocketDatagrams client = this.open.get()) {
				client.replyTimeout(PATIENCE);
				for (int i = random.nextInt(1, 20); i > 0; i--) {
					String text = text(random.nextInt(this.max + 1));
					assertThat(client.send(text.getBytes(StandardCharsets.US_ASCII)))
						.asString(StandardCharsets.US_ASCII)
						.isEqualTo(text.toUpperCase(Locale.ROOT));
					answered(1);
				}
				if (random.nextInt(5) == 0) {
					client.sendOneWay(new byte[this.max + 1]);
					ReceivedDatagram error = Objects.requireNonNull(client.receive(PATIENCE), "no error");
					assertThat(error.message()).asString(StandardCharsets.US_ASCII)
						.startsWith("ERROR message longer than");
					refusedAsTooLong();
				}
				if (random.nextInt(5) == 0) {
					client.sendOneWay(new byte[10]);
					unanswered(1);
				}
			}
		}

	}

	/**
	 * Sum up.
	 * @param all kinds of traffic
	 * @param count of each
	 * @return the sum
	 */
	static long sum(List<SoakTraffic> all, ToLongFunction<SoakTraffic> count) {
		return all.stream().mapToLong(count).sum();
	}

}
