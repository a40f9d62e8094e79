package org.socketservice.listener;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.connection.RequestOutcome;
import org.socketservice.gateway.SocketRequestChannel;
import org.socketservice.service.MessageService;
import org.socketservice.testing.InterceptedService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorSupport;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

/**
 * Spring Integration's connection interceptors, set on the connection factory's bean.
 */
class ConnectionInterceptorTests {

	private final List<Message<?>> seen = new CopyOnWriteArrayList<>();

	private final List<Object> events = new CopyOnWriteArrayList<>();

	@Test
	void shouldLetInterceptorsChangeRequestsAndReplies() {
		try (RunningService service = InterceptedService.start(() -> new Prefix("in "), () -> new Prefix("out "));
				RawClient client = service.connect()) {
			client.send("one\ntwo\r\nthree").finish();
			assertThat(client.readTextToEnd()).isEqualTo("in out OUT IN ONE\nin out OUT IN TWO\r\nin out OUT IN THREE");
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(3);
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldAnswerInOrderWithABlockingService() {
		MessageService slow = MessageService.text((text) -> {
			LockSupport.parkNanos(1);
			return text;
		});
		try (RunningService service = InterceptedService.with(() -> new Prefix(""))
			.bean(MessageService.class, slow)
			.start(); RawClient client = service.connect()) {
			StringBuilder lines = new StringBuilder();
			for (int i = 0; i < 2000; i++) {
				lines.append(i).append('\n');
			}
			client.send(lines.toString()).finish();
			assertThat(client.readTextToEnd()).isEqualTo(lines.toString());
		}
	}

	@Test
	void shouldKeepTheHeadersInterceptorsAdd() {
		try (RunningService service = InterceptedService.start(() -> new Prefix("x"));
				RawClient client = service.connect()) {
			service.bean(SocketRequestChannel.class).addInterceptor(new ChannelInterceptor() {

				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					ConnectionInterceptorTests.this.seen.add(message);
					return message;
				}

			});
			assertThat(client.send("one\n").readText(6)).isEqualTo("xXONE\n");
			assertThat(this.seen).singleElement()
				.extracting(Message::getHeaders, MAP)
				.containsEntry("prefix", "x")
				.containsKey(IpHeaders.CONNECTION_ID);
		}
	}

	@Test
	void shouldNotTakeForARequestWhatAnInterceptorKeeps() {
		try (RunningService service = InterceptedService.start(() -> new Greeting());
				RawClient client = service.connect()) {
			assertThat(client.send("hello\none\n").readText(12)).isEqualTo("welcome\nONE\n");
			client.finish();
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(1);
			service.assertAllRequestsEnded();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void shouldSendTheReplyToARequestPassedOnByAnotherThread(boolean mayBlock) {
		try (RunningService service = InterceptedService.with(Elsewhere::new)
			.bean(MessageService.class, new Echo(mayBlock))
			.start(); RawClient client = service.connect()) {
			assertThat(client.send("one\n").readText(4)).isEqualTo("one\n");
			assertThat(client.send("two\n").readText(4)).isEqualTo("two\n");
		}
	}

	@Test
	void shouldSendOutstandingRepliesThroughInterceptorsAfterClose() {
		CountDownLatch latch = new CountDownLatch(1);
		try (RunningService service = InterceptedService.with(() -> new Prefix(""))
			.bean(MessageService.class, (request) -> {
				latch.await();
				return request;
			})
			.start(); RawClient client = service.connect()) {
			client.send("one\ntwo\n");
			String id = service.await(client, (info) -> info.messages() == 2).id();
			assertThat(service.bean(AbstractServerConnectionFactory.class).closeConnection(id)).isTrue();
			latch.countDown();
			assertThat(client.readTextToEnd()).isEqualTo("one\ntwo\n");
		}
	}

	@Test
	void shouldPublishEventsOncePerConnection() {
		try (RunningService service = InterceptedService.start(() -> new Prefix(""));
				RawClient client = service.connect()) {
			client.send("one\n").finish().readToEnd();
			service.awaitNoneActive();
			RunningService.await().until(() -> this.events.size() == 2);
			assertThat(service.bean(AbstractServerConnectionFactory.class).getOpenConnectionIds()).isEmpty();
		}
		assertThat(this.events).hasSize(2)
			.hasAtLeastOneElementOfType(TcpConnectionOpenEvent.class)
			.hasAtLeastOneElementOfType(TcpConnectionCloseEvent.class);
	}

	private final class Prefix extends TcpConnectionInterceptorSupport {

		private final String prefix;

		private Prefix(String prefix) {
			super(ConnectionInterceptorTests.this.events::add);
			this.prefix = prefix;
		}

		@Override
		public void onMessage(Message<?> message) {
			super.onMessage(prefixed(message));
		}

		@Override
		public void send(Message<?> message) {
			super.send(prefixed(message));
		}

		private Message<?> prefixed(Message<?> message) {
			byte[] payload = (this.prefix + new String((byte[]) message.getPayload(), StandardCharsets.UTF_8))
				.getBytes(StandardCharsets.UTF_8);
			return MessageBuilder.withPayload(payload)
				.copyHeaders(message.getHeaders())
				.setHeader("prefix", this.prefix)
				.build();
		}

	}

	private final class Greeting extends TcpConnectionInterceptorSupport {

		private boolean greeted;

		private Greeting() {
			super(ConnectionInterceptorTests.this.events::add);
		}

		@Override
		public void onMessage(Message<?> message) {
			if (this.greeted) {
				super.onMessage(message);
			}
			else {
				this.greeted = true;
				super.send(new GenericMessage<>("welcome", Map.of()));
			}
		}

	}

	private record Echo(boolean mayBlock) implements MessageService {

		@Override
		public byte[] reply(byte[] request) {
			return request;
		}

	}

	/** Looks at requests for so long that it does not on the event loop. */
	private static final class Elsewhere extends TcpConnectionInterceptorSupport {

		@Override
		public void onMessage(Message<?> message) {
			Thread.ofVirtual().start(() -> super.onMessage(message));
		}

	}

}
