package org.socketservice.transport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens on one event loop, within one turn, to the connection whose turn it is and
 * to others whose events epoll has already told. The service does it, on the event loop,
 * when a request names it; to connections that move their bytes directly: each has had an
 * answer before.
 */
@ExtendWith(OutputCaptureExtension.class)
class DirectEpollHandleTests {

	/** More than a socket's buffers hold. */
	private static final byte[] NEWS = new byte[16 * 1024 * 1024];

	private final List<TcpConnectionSupport> connections = new CopyOnWriteArrayList<>();

	private final Map<String, Runnable> actions = new ConcurrentHashMap<>();

	@Test
	void shouldReadNothingMoreOfAConnectionPausedWhileItsEventIsPending() throws Exception {
		try (RunningService service = start();
				RawClient first = open(service);
				RawClient second = open(service);
				RawClient third = open(service)) {
			TcpConnectionSupport peer = this.connections.get(2);
			this.actions.put("news", () -> peer.send(new GenericMessage<>(NEWS)));
			inOneTurn(first, () -> {
				second.send("news\n");
				third.send("late\n");
			});
			assertThat(second.readLine()).isEqualTo("news");
			service.awaitReceived(third, 10);
			assertThat(service.await(third, (info) -> true).messages()).isEqualTo(1);
			assertThat(third.read(NEWS.length + 1)).startsWith(0, 0).endsWith(0, '\n');
			assertThat(third.readLine()).isEqualTo("late");
			assertThat(third.send("more\n").readLine()).isEqualTo("more");
			finish(service, 7);
		}
	}

	@Test
	void shouldCloseAnotherConnectionWhoseEventIsPending() throws Exception {
		try (RunningService service = start();
				RawClient first = open(service);
				RawClient second = open(service);
				RawClient third = open(service)) {
			TcpConnectionSupport peer = this.connections.get(2);
			this.actions.put("close", peer::close);
			inOneTurn(first, () -> {
				second.send("close\nmore\n");
				third.send("late\n").finish();
			});
			assertThat(second.readLine()).isEqualTo("close");
			assertThat(second.readLine()).isEqualTo("more");
			assertThat(third.readToEnd()).isEmpty();
			RunningService.await().until(() -> service.closed(CloseReason.CLOSED_LOCALLY) == 1);
			finish(service, 6);
		}
	}

	@Test
	void shouldCloseItsOwnConnectionInItsTurn() {
		try (RunningService service = start(); RawClient client = open(service)) {
			this.actions.put("close", this.connections.get(0)::close);
			assertThat(client.send("one\nclose\nthree\n").readTextToEnd()).isEqualTo("one\nclose\n");
			client.finish();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.CLOSED_LOCALLY)).isEqualTo(1);
			finish(service, 3);
		}
	}

	@Test
	void shouldNoticeAResetWhenTheReplyIsSent(CapturedOutput output) {
		try (RunningService service = start(); RawClient client = open(service); RawClient other = open(service)) {
			this.actions.put("reset", client::reset);
			client.send("reset\n");
			RunningService.await().until(() -> service.closed(CloseReason.RESET) == 1);
			assertThat(other.send("one\n").readLine()).isEqualTo("one");
			finish(service, 4);
		}
		assertThat(output).doesNotContain(" WARN ", "Exception");
	}

	@Test
	void shouldNoticeAResetOfAnotherWhenItIsSentTo(CapturedOutput output) {
		try (RunningService service = start(); RawClient client = open(service); RawClient other = open(service)) {
			TcpConnectionSupport peer = this.connections.get(1);
			this.actions.put("reset", () -> {
				other.reset();
				peer.send(new GenericMessage<>("news"));
			});
			assertThat(client.send("one\nreset\ntwo\n").readText(14)).isEqualTo("one\nreset\ntwo\n");
			RunningService.await().until(() -> service.closed(CloseReason.RESET) == 1);
			finish(service, 5);
		}
		assertThat(output).doesNotContain(" WARN ", "Exception");
	}

	@Test
	void shouldSendNothingBehindTheEndOfTheOutput() {
		try (RunningService service = start(); RawClient client = open(service); RawClient other = open(service)) {
			NettyTcpConnection peer = (NettyTcpConnection) this.connections.get(0);
			this.actions.put("end", peer::shutdownOutput);
			client.send("one\nend\ntwo\n");
			assertThat(client.readTextToEnd()).isEqualTo("one\n");
			assertThat(other.send("one\n").readLine()).isEqualTo("one");
			client.finish();
			RunningService.await().until(() -> service.closed(CloseReason.PEER) == 1);
			finish(service, 6);
		}
	}

	@Test
	void shouldKeepTheOrderWhenReplyAndOtherMessagesDoNotFit() {
		try (RunningService service = start(); RawClient client = open(service)) {
			TcpConnectionSupport peer = this.connections.get(0);
			this.actions.put("news", () -> peer.send(new GenericMessage<>(NEWS)));
			client.send("one\nnews\ntwo\nnews\nthree\n").finish();
			assertThat(client.readLine()).isEqualTo("one");
			for (String reply : List.of("news", "two", "news", "three")) {
				if (reply.equals("news")) {
					assertThat(client.read(NEWS.length + 1)).endsWith(0, '\n');
				}
				assertThat(client.readLine()).isEqualTo(reply);
			}
			assertThat(client.readToEnd()).isEmpty();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(1);
			finish(service, 6);
		}
	}

	@Test
	void shouldCostOnlyItsConnectionWhenThereIsNoMemoryToReadInto() {
		try (RunningService service = start(); RawClient client = open(service); RawClient other = open(service)) {
			service.bean(EventLoops.class)
				.group()
				.loops()
				.next()
				.submit(DirectEpollHandleTests::spoilReadBuffer)
				.syncUninterruptibly();
			client.send("one\n");
			RunningService.await().until(() -> service.closed(CloseReason.FAILURE) == 1);
			assertThat(other.send("one\n").readLine()).isEqualTo("one");
			finish(service, 3);
		}
	}

	private static void spoilReadBuffer() {
		LoopBuffers loop = LoopBuffers.current();
		loop.takeReadBuffer().release();
		loop.giveBack(new UnpooledUnsafeDirectByteBuf(UnpooledByteBufAllocator.DEFAULT, LoopBuffers.READ_SIZE,
				LoopBuffers.READ_SIZE) {

			@Override
			public long memoryAddress() {
				throw new OutOfMemoryError("no more");
			}

			@Override
			public ByteBuf clear() {
				return this; // has it given back as it is
			}

		});
	}

	/** Connect, and have an answer: bytes are moved directly from then on. */
	private RawClient open(RunningService service) {
		int before = this.connections.size();
		RawClient client = service.connect();
		assertThat(client.send("open\n").readLine()).isEqualTo("open");
		assertThat(this.connections).hasSize(before + 1);
		return client;
	}

	/** What happens meanwhile is told by epoll all at once. */
	private void inOneTurn(RawClient client, Runnable meanwhile) throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		this.actions.put("wait", () -> {
			entered.countDown();
			try {
				leave.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		client.send("wait\n");
		entered.await();
		meanwhile.run();
		leave.countDown();
		assertThat(client.readLine()).isEqualTo("wait");
	}

	private static void finish(RunningService service, long requests) {
		assertThat(service.counts().sum(TrafficCounters::requests)).isEqualTo(requests);
		assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(requests);
		service.assertCountsAddUp();
	}

	private RunningService start() {
		return RunningService.with()
			.property("socket.event-loops.io=epoll")
			.property("socket.event-loops.threads=1")
			.bean(MessageService.class, new EventLoopService())
			.listen(TcpConnectionOpenEvent.class,
					(event) -> this.connections.add((TcpConnectionSupport) event.getSource()))
			.start();
	}

	private final class EventLoopService implements MessageService {

		@Override
		public byte[] reply(byte[] request) {
			Runnable action = DirectEpollHandleTests.this.actions.get(new String(request, StandardCharsets.UTF_8));
			if (action != null) {
				action.run();
			}
			return request;
		}

		@Override
		public boolean mayBlock() {
			return false;
		}

	}

}
