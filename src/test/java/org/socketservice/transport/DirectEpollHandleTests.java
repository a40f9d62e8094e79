package org.socketservice.transport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.socketservice.connection.CloseReason;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens on one event loop, within one turn, to the connection whose turn it is and
 * to others whose events epoll has already told.
 */
@ExtendWith(OutputCaptureExtension.class)
class DirectEpollHandleTests {

	/** More than a socket's buffers hold. */
	private static final byte[] NEWS = new byte[16 * 1024 * 1024];

	@Test
	void shouldTakeEvenTheFirstMessagePastThePipeline() {
		List<String> way = new CopyOnWriteArrayList<>();
		try (OneLoopService loop = new OneLoopService()) {
			loop.when("open", () -> StackWalker.getInstance().forEach((frame) -> way.add(frame.getClassName())));
			loop.open().close();
			loop.service().awaitNoneActive();
			loop.assertReplied(1);
		}
		assertThat(way).contains(DirectEpollHandle.class.getName())
			.doesNotContain("io.netty.channel.DefaultChannelPipeline");
	}

	@Test
	void shouldReadNothingMoreOfAConnectionPausedWhileItsEventIsPending() throws Exception {
		try (OneLoopService loop = new OneLoopService();
				RawClient first = loop.open();
				RawClient second = loop.open();
				RawClient third = loop.open()) {
			TcpConnectionSupport peer = loop.connection(2);
			loop.when("news", () -> peer.send(new GenericMessage<>(NEWS)));
			loop.inOneTurn(first, () -> {
				second.send("news\n");
				third.send("late\n");
			});
			assertThat(second.readLine()).isEqualTo("news");
			loop.service().awaitReceived(third, 10);
			assertThat(loop.service().await(third, (info) -> true).messages()).isEqualTo(1);
			assertThat(third.read(NEWS.length + 1)).startsWith(0, 0).endsWith(0, '\n');
			assertThat(third.readLine()).isEqualTo("late");
			assertThat(third.send("more\n").readLine()).isEqualTo("more");
			loop.assertReplied(7);
		}
	}

	@Test
	void shouldCloseAnotherConnectionWhoseEventIsPending() throws Exception {
		try (OneLoopService loop = new OneLoopService();
				RawClient first = loop.open();
				RawClient second = loop.open();
				RawClient third = loop.open()) {
			TcpConnectionSupport peer = loop.connection(2);
			loop.when("close", peer::close);
			loop.inOneTurn(first, () -> {
				second.send("close\nmore\n");
				third.send("late\n").finish();
			});
			assertThat(second.readLine()).isEqualTo("close");
			assertThat(second.readLine()).isEqualTo("more");
			assertThat(third.readToEnd()).isEmpty();
			RunningService.await().until(() -> loop.service().closed(CloseReason.CLOSED_LOCALLY) == 1);
			loop.assertReplied(6);
		}
	}

	@Test
	void shouldCloseItsOwnConnectionInItsTurn() {
		try (OneLoopService loop = new OneLoopService(); RawClient client = loop.open()) {
			loop.when("close", loop.connection(0)::close);
			assertThat(client.send("one\nclose\nthree\n").readTextToEnd()).isEqualTo("one\nclose\n");
			client.finish();
			loop.service().awaitNoneActive();
			assertThat(loop.service().closed(CloseReason.CLOSED_LOCALLY)).isEqualTo(1);
			loop.assertReplied(3);
		}
	}

	@Test
	void shouldNoticeAResetWhenTheReplyIsSent(CapturedOutput output) {
		try (OneLoopService loop = new OneLoopService();
				RawClient client = loop.open();
				RawClient other = loop.open()) {
			loop.when("reset", client::reset);
			client.send("reset\n");
			RunningService.await().until(() -> loop.service().closed(CloseReason.RESET) == 1);
			assertThat(other.send("one\n").readLine()).isEqualTo("one");
			loop.assertReplied(4);
		}
		assertThat(output).doesNotContain(" WARN ", "Exception");
	}

	@Test
	void shouldNoticeAResetOfAnotherWhenItIsSentTo(CapturedOutput output) {
		try (OneLoopService loop = new OneLoopService();
				RawClient client = loop.open();
				RawClient other = loop.open()) {
			TcpConnectionSupport peer = loop.connection(1);
			loop.when("reset", () -> {
				other.reset();
				peer.send(new GenericMessage<>("news"));
			});
			assertThat(client.send("one\nreset\ntwo\n").readText(14)).isEqualTo("one\nreset\ntwo\n");
			RunningService.await().until(() -> loop.service().closed(CloseReason.RESET) == 1);
			loop.assertReplied(5);
		}
		assertThat(output).doesNotContain(" WARN ", "Exception");
	}

	@Test
	void shouldSendNothingBehindTheEndOfTheOutput() {
		try (OneLoopService loop = new OneLoopService();
				RawClient client = loop.open();
				RawClient other = loop.open()) {
			NettyTcpConnection peer = loop.connection(0);
			loop.when("end", peer::shutdownOutput);
			client.send("one\nend\ntwo\n");
			assertThat(client.readTextToEnd()).isEqualTo("one\n");
			assertThat(other.send("one\n").readLine()).isEqualTo("one");
			client.finish();
			RunningService.await().until(() -> loop.service().closed(CloseReason.PEER) == 1);
			loop.assertReplied(6);
		}
	}

	@Test
	void shouldKeepTheOrderWhenReplyAndOtherMessagesDoNotFit() {
		try (OneLoopService loop = new OneLoopService(); RawClient client = loop.open()) {
			TcpConnectionSupport peer = loop.connection(0);
			loop.when("news", () -> peer.send(new GenericMessage<>(NEWS)));
			client.send("one\nnews\ntwo\nnews\nthree\n").finish();
			assertThat(client.readLine()).isEqualTo("one");
			for (String reply : List.of("news", "two", "news", "three")) {
				if (reply.equals("news")) {
					assertThat(client.read(NEWS.length + 1)).endsWith(0, '\n');
				}
				assertThat(client.readLine()).isEqualTo(reply);
			}
			assertThat(client.readToEnd()).isEmpty();
			loop.service().awaitNoneActive();
			assertThat(loop.service().closed(CloseReason.PEER)).isEqualTo(1);
			loop.assertReplied(6);
		}
	}

	@Test
	void shouldCostOnlyItsConnectionWhenThereIsNoMemoryToReadInto() {
		try (OneLoopService loop = new OneLoopService();
				RawClient client = loop.open();
				RawClient other = loop.open()) {
			loop.service()
				.bean(EventLoops.class)
				.group()
				.loops()
				.next()
				.submit(DirectEpollHandleTests::spoilReadBuffer)
				.syncUninterruptibly();
			client.send("one\n");
			RunningService.await().until(() -> loop.service().closed(CloseReason.FAILURE) == 1);
			assertThat(other.send("one\n").readLine()).isEqualTo("one");
			loop.assertReplied(3);
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

}
