package org.socketservice.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import org.socketservice.connection.ConnectionInfo;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.config.GlobalChannelInterceptor;
import org.springframework.integration.core.MessagingTemplate;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What applications can do with the channel {@code socketRequests}.
 */
class RequestChannelTests {

	@Test
	void shouldServeWithTheApplicationsService() {
		MessageService reverse = MessageService.text((text) -> new StringBuilder(text).reverse().toString());
		try (RunningService service = RunningService.with().bean(MessageService.class, reverse).start();
				RawClient client = service.connect()) {
			assertThat(client.send("abc\n").readText(4)).isEqualTo("cba\n");
		}
	}

	@Test
	void shouldServeWithAMethodOfTheApplication() {
		try (RunningService service = RunningService.with().sources(PlainMethod.class).start();
				RawClient client = service.connect()) {
			assertThat(client.send("abc\r\nfail\nx\n").readLine()).isEqualTo("abc, sir\r");
			assertThat(client.readLine()).matches("ERROR service failed \\[[0-9a-z]+]");
			assertThat(client.readLine()).isEqualTo("x, sir");
		}
	}

	@Test
	void shouldNotStartWithTwoSubscribers() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> RunningService.with().sources(PlainMethod.class, SecondFlow.class).start())
			.withStackTraceContaining(DuplicateSubscriberException.class.getName());
	}

	@Test
	void shouldGiveInterceptorsHeadersAndPayloadAsReceived() {
		try (RunningService service = RunningService.with().sources(Tap.class).start();
				RawClient client = service.connect()) {
			assertThat(client.send("one\ntwo\n").readText(8)).isEqualTo("ONE\nTWO\n");
			ConnectionInfo info = Objects.requireNonNull(service.find(client));
			List<Message<?>> seen = service.bean(Tap.class).seen;
			assertThat(seen).extracting((message) -> new String((byte[]) message.getPayload(), StandardCharsets.UTF_8))
				.containsExactly("one", "two");
			assertThat(seen).allSatisfy(
					(message) -> assertThat(message.getHeaders()).containsEntry(IpHeaders.CONNECTION_ID, info.id())
						.containsEntry(IpHeaders.IP_ADDRESS, "127.0.0.1")
						.containsEntry(IpHeaders.HOSTNAME, "127.0.0.1")
						.containsEntry(IpHeaders.REMOTE_PORT, client.localPort())
						.containsEntry(IpHeaders.LOCAL_ADDRESS, client.socket().getInetAddress())
						.containsEntry("socket_listener", "tcp")
						.containsKeys("id", "timestamp", "replyChannel", "errorChannel"));
			assertThat(seen.get(0).getHeaders().getId()).isNotNull().isNotEqualTo(seen.get(1).getHeaders().getId());
		}
	}

	@Test
	void shouldTakeWhatInterceptorsMakeOfAMessage() {
		Function<Message<?>, Message<?>> twice = (message) -> {
			byte[] payload = (byte[]) message.getPayload();
			byte[] doubled = Arrays.copyOf(payload, payload.length * 2);
			System.arraycopy(payload, 0, doubled, payload.length, payload.length);
			return MessageBuilder.withPayload(doubled).copyHeaders(message.getHeaders()).build();
		};
		try (RunningService service = RunningService.with().start(); RawClient client = service.connect()) {
			assertThat(client.send("one\n").readText(4)).isEqualTo("ONE\n");
			service.bean(SocketRequestChannel.class).addInterceptor(new ChannelInterceptor() {

				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					return twice.apply(message);
				}

			});
			assertThat(client.send("one\r\n").readText(8)).isEqualTo("ONEONE\r\n");
		}
	}

	@Test
	void shouldAnswerWithAnErrorWhenAnInterceptorThrows() {
		try (RunningService service = RunningService.with().start(); RawClient client = service.connect()) {
			service.bean(SocketRequestChannel.class).addInterceptor(new ChannelInterceptor() {

				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					throw new IllegalStateException("secret");
				}

			});
			assertThat(client.send("one\n").readLine()).matches("ERROR service failed \\[[0-9a-z]+]");
		}
	}

	@Test
	void shouldAnswerMessagesOfTheApplicationItself() {
		try (RunningService service = RunningService.start()) {
			MessagingTemplate template = new MessagingTemplate(service.bean(SocketRequestChannel.class));
			Message<?> reply = Objects.requireNonNull(template.sendAndReceive(new GenericMessage<>("hello")));
			assertThat(reply.getPayload()).isEqualTo("HELLO".getBytes(StandardCharsets.UTF_8));
		}
	}

	@Test
	void shouldCopyMessagesToAWireTap() {
		try (RunningService service = RunningService.with().sources(WireTap.class).start();
				RawClient client = service.connect()) {
			assertThat(client.send("one\n").readText(4)).isEqualTo("ONE\n");
			QueueChannel tap = service.context().getBean("tapped", QueueChannel.class);
			Message<?> tapped = Objects.requireNonNull(tap.receive(10_000));
			assertThat(tapped.getPayload()).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class PlainMethod {

		@ServiceActivator(inputChannel = SocketRequestChannel.BEAN_NAME)
		public String polite(String request) {
			if (request.equals("fail")) {
				throw new IllegalArgumentException("secret");
			}
			return request + ", sir";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondFlow {

		@Bean
		IntegrationFlow second() {
			return IntegrationFlow.from(SocketRequestChannel.BEAN_NAME)
				.<byte[], String>transform(
						(request) -> new String(request, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT))
				.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Tap {

		final List<Message<?>> seen = new CopyOnWriteArrayList<>();

		@Bean
		@GlobalChannelInterceptor(patterns = SocketRequestChannel.BEAN_NAME)
		ChannelInterceptor interceptor() {
			return new ChannelInterceptor() {

				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					Tap.this.seen.add(message);
					return message;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WireTap {

		@Bean
		QueueChannel tapped() {
			return new QueueChannel();
		}

		@Bean
		@GlobalChannelInterceptor(patterns = SocketRequestChannel.BEAN_NAME)
		org.springframework.integration.channel.interceptor.WireTap tap(QueueChannel tapped) {
			return new org.springframework.integration.channel.interceptor.WireTap(tapped);
		}

	}

}
