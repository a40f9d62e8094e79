package org.socketservice.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Small replies wait for the end of the turn, and for nothing that comes between: what
 * else happens to their connections finds them sent. On loopback what was sent is there.
 */
@ExtendWith(OutputCaptureExtension.class)
class TurnOutputTests {

	private static final String SMALL = "x".repeat(TurnOutput.MAX_SIZE - 1) + "\n";

	/** Code that runs for the first time takes longer than a reply may wait. */
	@Test
	void shouldSendSmallRepliesAtTheEndOfTheTurn() {
		try (TwoInOneTurn connections = new TwoInOneTurn()) {
			RunningService.await().until(() -> connections.sentBefore("one\n") == 0);
			RunningService.await().until(() -> connections.sentBefore(SMALL) == 0);
		}
	}

	@Test
	void shouldSendAtOnceWhatIsMuch() throws Exception {
		try (TwoInOneTurn connections = new TwoInOneTurn()) {
			RunningService.await().until(() -> connections.sentBefore("one\n") == 0);
			assertThat(connections.sentBefore("x" + SMALL)).isEqualTo(TurnOutput.MAX_SIZE + 1);
			assertThat(connections.sentBefore("x\n".repeat(TurnOutput.MAX_SIZE))).isEqualTo(2 * TurnOutput.MAX_SIZE);
		}
	}

	private static final class TwoInOneTurn implements AutoCloseable {

		private final OneLoopService loop = new OneLoopService();

		private final RawClient holder = this.loop.open();

		private final RawClient first = this.loop.open();

		private final RawClient second = this.loop.open();

		private final AtomicInteger available = new AtomicInteger();

		TwoInOneTurn() {
			this.loop.when("look", () -> this.available.set(available(this.first)));
		}

		/** Bytes one connection has been sent when the other's request is taken. */
		int sentBefore(String requests) throws InterruptedException {
			this.available.set(-1);
			this.loop.inOneTurn(this.holder, () -> {
				this.first.send(requests);
				this.second.send("look\n");
			});
			assertThat(this.second.readLine()).isEqualTo("look");
			assertThat(this.first.readText(requests.length())).isEqualTo(requests);
			return this.available.get();
		}

		@Override
		public void close() {
			this.second.close();
			this.first.close();
			this.holder.close();
			this.loop.close();
		}

	}

	private static int available(RawClient client) {
		try {
			return client.socket().getInputStream().available();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void shouldWaitForOneSlowCallAtMost() throws Exception {
		try (OneLoopService loop = new OneLoopService();
				RawClient first = loop.open();
				RawClient second = loop.open();
				RawClient third = loop.open();
				RawClient fourth = loop.open()) {
			List<String> replies = new ArrayList<>();
			loop.when("slow", () -> {
				long until = System.nanoTime() + 1_000_000;
				while (System.nanoTime() < until) {
					Thread.onSpinWait();
				}
			});
			loop.when("look", () -> replies.addAll(List.of(second.readLine(), third.readLine())));
			loop.inOneTurn(first, () -> {
				second.send("one\n");
				third.send("slow\n");
				fourth.send("look\n");
			});
			assertThat(fourth.readLine()).isEqualTo("look");
			assertThat(replies).containsExactly("one", "slow");
			loop.assertReplied(8);
		}
	}

	@Test
	void shouldTellHowLongItTookBeforeTheReplyLeaves() throws Exception {
		try (OneLoopService loop = new OneLoopService();
				RawClient first = loop.open();
				RawClient second = loop.open();
				RawClient third = loop.open()) {
			List<Long> durations = new CopyOnWriteArrayList<>();
			loop.service().counts().observeReplyDurations(durations::add);
			loop.inOneTurn(first, () -> {
				second.send("one\n");
				third.send("x".repeat(TurnOutput.MAX_SIZE) + "\n");
			});
			assertThat(third.readLine()).hasSize(TurnOutput.MAX_SIZE);
			assertThat(durations).hasSizeGreaterThanOrEqualTo(2);
			assertThat(second.readLine()).isEqualTo("one");
			assertThat(durations).hasSize(3).allSatisfy((nanos) -> assertThat(nanos).isPositive());
			for (int i = 0; i < 100; i++) {
				assertThat(second.send("next\n").readLine()).isEqualTo("next");
				assertThat(durations).hasSize(4 + i);
			}
		}
	}

	@Test
	void shouldReplyToAllWhenThereAreMoreThanWaitTogether() throws Exception {
		List<RawClient> clients = new ArrayList<>();
		try (OneLoopService loop = new OneLoopService(); RawClient first = loop.open()) {
			for (int i = 0; i < 100; i++) {
				clients.add(loop.open());
			}
			for (int round = 0; round < 3; round++) {
				int size = TurnOutput.MAX_SIZE - round;
				loop.inOneTurn(first, () -> clients.forEach((client) -> client.send(request(client, size))));
				assertThat(clients)
					.allSatisfy((client) -> assertThat(client.readText(size)).isEqualTo(request(client, size)));
			}
			loop.assertReplied(404);
			assertThat(loop.service().counts().sum(TrafficCounters::bytesSent))
				.isEqualTo(101 * 5 + 3 * 5 + 100 * (3 * TurnOutput.MAX_SIZE - 3));
		}
		finally {
			clients.forEach(RawClient::close);
		}
	}

	private static String request(RawClient client, int size) {
		String port = Integer.toString(client.localPort());
		return port + "x".repeat(size - port.length() - 1) + "\n";
	}

	@Test
	void shouldSendTheReplyBeforeAnotherClosesTheConnection() throws Exception {
		assertThat(replyAndEnd(NettyTcpConnection::close)).isEqualTo("one\n");
	}

	@Test
	void shouldSendTheReplyBeforeTheChannelIsClosed() throws Exception {
		assertThat(replyAndEnd((connection) -> channel(connection).close())).isEqualTo("one\n");
	}

	@Test
	void shouldSendTheReplyBeforeTheOutputEnds() throws Exception {
		assertThat(replyAndEnd(NettyTcpConnection::shutdownOutput)).isEqualTo("one\n");
	}

	@Test
	void shouldSendTheReplyBeforeWhatAnotherSendsAndEnds() throws Exception {
		assertThat(replyAndEnd((connection) -> {
			connection.send(new GenericMessage<>("news"));
			connection.close();
		})).isEqualTo("one\nnews\n");
	}

	/** What a connection gets to which the next one does something in the same turn. */
	private static String replyAndEnd(Consumer<NettyTcpConnection> action) throws Exception {
		try (OneLoopService loop = new OneLoopService();
				RawClient first = loop.open();
				RawClient second = loop.open();
				RawClient third = loop.open()) {
			NettyTcpConnection connection = loop.connection(1);
			loop.when("act", () -> action.accept(connection));
			loop.inOneTurn(first, () -> {
				second.send("one\n");
				third.send("act\n");
			});
			assertThat(third.readLine()).isEqualTo("act");
			String replies = second.readTextToEnd();
			second.finish();
			RunningService.await().until(() -> loop.service().counts().snapshot().active() == 2);
			loop.assertReplied(6);
			return replies;
		}
	}

	@Test
	void shouldNoticeAResetAtTheEndOfTheTurn(CapturedOutput output) throws Exception {
		try (OneLoopService loop = new OneLoopService();
				RawClient first = loop.open();
				RawClient second = loop.open();
				RawClient third = loop.open();
				RawClient fourth = loop.open()) {
			loop.when("reset", second::reset);
			loop.inOneTurn(first, () -> {
				second.send("one\n");
				third.send("reset\n");
				fourth.send("two\n");
			});
			assertThat(third.readLine()).isEqualTo("reset");
			assertThat(fourth.readLine()).isEqualTo("two");
			RunningService.await().until(() -> loop.service().closed(CloseReason.RESET) == 1);
			loop.assertReplied(8);
		}
		assertThat(output).doesNotContain(" WARN ", "Exception");
	}

	@Test
	void shouldKeepWhatTheSocketDoesNotTake() {
		try (OneLoopService loop = new OneLoopService("socket.listeners.tcp.send-buffer=8KB");
				RawClient client = loop.open();
				RawClient other = loop.open()) {
			Channel channel = channel(loop.connection(0));
			int requests = 0;
			StringBuilder expected = new StringBuilder();
			while (waiting(channel) == 0) {
				String request = requests + SMALL.substring(Integer.toString(requests).length());
				requests++;
				expected.append(request);
				client.send(request);
				loop.service().awaitReceived(client, 5 + requests * TurnOutput.MAX_SIZE);
			}
			assertThat(other.send("one\n").readLine()).isEqualTo("one");
			client.send("last\n");
			assertThat(client.readText(expected.length() + 5)).isEqualTo(expected + "last\n");
			loop.assertReplied(requests + 4);
		}
	}

	private static Channel channel(NettyTcpConnection connection) {
		return (Channel) connection.getDeserializerStateKey();
	}

	private static long waiting(Channel channel) {
		return channel.eventLoop().submit(() -> QueuedOutput.pendingBytes(channel)).syncUninterruptibly().getNow();
	}

}
