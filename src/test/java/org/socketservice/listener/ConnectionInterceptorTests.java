package org.socketservice.listener;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.gateway.SocketRequestChannel;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionExceptionEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorFactoryChain;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorSupport;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
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
@ExtendWith(OutputCaptureExtension.class)
class ConnectionInterceptorTests {

	private final List<Message<?>> seen = new CopyOnWriteArrayList<>();

	private final List<Object> events = new CopyOnWriteArrayList<>();

	@Test
	void shouldLetInterceptorsChangeRequestsAndReplies() {
		try (RunningService service = start(() -> new Prefix("in "), () -> new Prefix("out "));
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
		try (RunningService service = builder(() -> new Prefix("")).bean(MessageService.class, slow).start();
				RawClient client = service.connect()) {
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
		try (RunningService service = start(() -> new Prefix("x")); RawClient client = service.connect()) {
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
		try (RunningService service = start(() -> new Greeting()); RawClient client = service.connect()) {
			assertThat(client.send("hello\none\n").readText(12)).isEqualTo("welcome\nONE\n");
			client.finish();
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(1);
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldCloseOnlyTheConnectionWhoseInterceptorFails(CapturedOutput output) {
		try (RunningService service = start(() -> new Failing(false)); RawClient other = service.connect()) {
			for (int i = 0; i < 3; i++) {
				try (RawClient client = service.connect()) {
					assertThat(client.send("one\n").readText(4)).isEqualTo("ONE\n");
					client.send("two\nfail\nthree\n").readToEnd();
				}
			}
			assertThat(other.send("one\n").readText(4)).isEqualTo("ONE\n");
			RunningService.await().until(() -> service.closed(CloseReason.FAILURE) == 3);
			service.assertCountsAddUp();
			assertThat(this.events).filteredOn(TcpConnectionExceptionEvent.class::isInstance).hasSize(3);
			assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN "))).hasSize(1);
		}
	}

	@Test
	void shouldSurviveAnInterceptorThatClosesAtOnce(CapturedOutput output) {
		try (RunningService service = start(() -> new Closing())) {
			try (RawClient client = service.connect()) {
				assertThat(client.send("one\n").readToEnd()).isEmpty();
			}
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.CLOSED_LOCALLY)).isEqualTo(1);
			assertThat(output).doesNotContain("Exception");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void shouldNotFloodTheLogWhenInterceptorsCannotBeMade(boolean memory, CapturedOutput output) {
		try (RunningService service = start(() -> {
			if (memory) {
				throw new OutOfMemoryError("no interceptor");
			}
			throw new IllegalStateException("no interceptor");
		})) {
			for (int i = 0; i < 20; i++) {
				try (RawClient client = service.connect()) {
					assertThat(client.readToEnd()).isEmpty();
				}
			}
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.FAILURE)).isEqualTo(20);
			service.assertCountsAddUp();
			assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN "))).hasSize(1);
			assertThat(output).contains("no interceptor");
		}
	}

	@Test
	void shouldCountAConnectionWhoseInterceptorsClassIsMissing(CapturedOutput output) {
		try (RunningService service = start(() -> {
			throw new NoClassDefFoundError("no class");
		}); RawClient client = service.connect()) {
			assertThat(client.readToEnd()).isEmpty();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.FAILURE)).isEqualTo(1);
			assertThat(output).contains("no class");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void shouldSendTheReplyToARequestPassedOnByAnotherThread(boolean mayBlock) {
		try (RunningService service = builder(Elsewhere::new).bean(MessageService.class, new Echo(mayBlock)).start();
				RawClient client = service.connect()) {
			assertThat(client.send("one\n").readText(4)).isEqualTo("one\n");
			assertThat(client.send("two\n").readText(4)).isEqualTo("two\n");
		}
	}

	@Test
	void shouldAnswerWithAnErrorWhenAnInterceptorFailsToSend() {
		try (RunningService service = start(() -> new Failing(true)); RawClient client = service.connect()) {
			assertThat(client.send("one\nfail\ntwo\n").finish().readTextToEnd())
				.matches("ONE\nERROR reply not sent \\[[0-9a-z]+]\nTWO\n");
		}
	}

	@Test
	void shouldSendOutstandingRepliesThroughInterceptorsAfterClose() {
		CountDownLatch latch = new CountDownLatch(1);
		try (RunningService service = builder(() -> new Prefix("")).bean(MessageService.class, (request) -> {
			latch.await();
			return request;
		}).start(); RawClient client = service.connect()) {
			client.send("one\ntwo\n");
			String id = service.await(client, (info) -> info.messages() == 2).id();
			assertThat(service.bean(AbstractServerConnectionFactory.class).closeConnection(id)).isTrue();
			latch.countDown();
			assertThat(client.readTextToEnd()).isEqualTo("one\ntwo\n");
		}
	}

	@Test
	void shouldPublishEventsOncePerConnection() {
		try (RunningService service = start(() -> new Prefix("")); RawClient client = service.connect()) {
			client.send("one\n").finish().readToEnd();
			service.awaitNoneActive();
			RunningService.await().until(() -> this.events.size() == 2);
			assertThat(service.bean(AbstractServerConnectionFactory.class).getOpenConnectionIds()).isEmpty();
		}
		assertThat(this.events).hasSize(2)
			.hasAtLeastOneElementOfType(TcpConnectionOpenEvent.class)
			.hasAtLeastOneElementOfType(TcpConnectionCloseEvent.class);
	}

	@SafeVarargs
	private RunningService start(Supplier<TcpConnectionInterceptorSupport>... interceptors) {
		return builder(interceptors).start();
	}

	@SafeVarargs
	private RunningService.Builder builder(Supplier<TcpConnectionInterceptorSupport>... interceptors) {
		TcpConnectionInterceptorFactory[] factories = new TcpConnectionInterceptorFactory[interceptors.length];
		for (int i = 0; i < factories.length; i++) {
			Supplier<TcpConnectionInterceptorSupport> interceptor = interceptors[i];
			factories[i] = interceptor::get;
		}
		TcpConnectionInterceptorFactoryChain chain = new TcpConnectionInterceptorFactoryChain();
		chain.setInterceptors(factories);
		return RunningService.with().bean(BeanPostProcessor.class, new BeanPostProcessor() {

			@Override
			public Object postProcessBeforeInitialization(Object bean, String beanName) {
				if (beanName.equals("tcpSocketConnectionFactory")) {
					((AbstractServerConnectionFactory) bean).setInterceptorFactoryChain(chain);
				}
				return bean;
			}

		});
	}

	private void publish(Object event) {
		this.events.add(event);
	}

	private static String text(Message<?> message) {
		return new String((byte[]) message.getPayload(), StandardCharsets.UTF_8);
	}

	private final class Prefix extends TcpConnectionInterceptorSupport {

		private final String prefix;

		private Prefix(String prefix) {
			super(ConnectionInterceptorTests.this::publish);
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
			byte[] payload = (this.prefix + text(message)).getBytes(StandardCharsets.UTF_8);
			return MessageBuilder.withPayload(payload)
				.copyHeaders(message.getHeaders())
				.setHeader("prefix", this.prefix)
				.build();
		}

	}

	private final class Greeting extends TcpConnectionInterceptorSupport {

		private boolean greeted;

		private Greeting() {
			super(ConnectionInterceptorTests.this::publish);
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

	private final class Failing extends TcpConnectionInterceptorSupport {

		private final boolean sending;

		private Failing(boolean sending) {
			super(ConnectionInterceptorTests.this::publish);
			this.sending = sending;
		}

		@Override
		public void onMessage(Message<?> message) {
			fail(!this.sending, message);
			super.onMessage(message);
		}

		@Override
		public void send(Message<?> message) {
			fail(this.sending, message);
			super.send(message);
		}

		private static void fail(boolean enabled, Message<?> message) {
			if (enabled && text(message).equalsIgnoreCase("fail")) {
				throw new IllegalStateException("secret");
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

	/** Wants no connection at all. */
	private static final class Closing extends TcpConnectionInterceptorSupport {

		@Override
		public void setTheConnection(TcpConnectionSupport theConnection) {
			super.setTheConnection(theConnection);
			theConnection.close();
		}

	}

}
