package org.socketservice.gateway;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.config.EnableMessageHistory;
import org.springframework.integration.config.GlobalChannelInterceptor;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.history.MessageHistory;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring Integration offers for gateways and the short way does not know.
 */
class StockGatewayTests {

	@Test
	void shouldAnswerWithWhatTheErrorChannelSays() {
		try (RunningService service = start(ErrorChannel.class); RawClient client = service.connect()) {
			client.send("one\nthrow\r\ntwo\n").finish();
			assertThat(client.readTextToEnd()).isEqualTo("one\nsorry\r\ntwo\n");
			service.awaitNoneActive();
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldAnswerInOrderWithMessageHistory() {
		try (RunningService service = start(History.class); RawClient client = service.connect()) {
			String lines = "line\n".repeat(500);
			client.send(lines + "throw\nway\none\n").finish();
			assertThat(client.readText(lines.length())).isEqualTo(lines);
			assertThat(client.readLine()).matches("ERROR service failed \\[[0-9a-z]+]");
			assertThat(client.readTextToEnd()).isEqualTo("one\n");
			List<Message<?>> seen = service.bean(History.class).seen;
			assertThat(seen).hasSize(503);
			assertThat(MessageHistory.read(seen.get(0))).isNotNull()
				.extracting((entry) -> entry.get("name"))
				.contains("tcpSocketGateway");
		}
	}

	@Test
	void shouldAnswerWithAnErrorWhenTheServiceTakesTooLong() {
		try (RunningService service = start(History.class); RawClient client = service.connect()) {
			client.send("slow\none\n");
			assertThat(client.readLine()).matches("ERROR reply timeout \\[[0-9a-z]+]");
			assertThat(client.readLine()).isEqualTo("one");
			assertThat(service.counts().requests(RequestOutcome.TIMED_OUT)).isEqualTo(1);
		}
	}

	@Test
	void shouldAnswerWithAnErrorForAFlowThatDoesNotAnswer() {
		try (RunningService service = RunningService.with("reply-timeout=200ms")
			.sources(History.class, Forgetful.class)
			.start(); RawClient client = service.connect()) {
			client.send("one\ntwo\n");
			assertThat(client.readLine()).matches("ERROR reply timeout \\[[0-9a-z]+]");
			assertThat(client.readLine()).matches("ERROR reply timeout \\[[0-9a-z]+]");
			assertThat(service.counts().requests(RequestOutcome.TIMED_OUT)).isEqualTo(2);
		}
	}

	private static RunningService start(Class<?> source) {
		CountDownLatch never = new CountDownLatch(1);
		return RunningService.with("reply-timeout=200ms").sources(source).bean(MessageService.class, (request) -> {
			switch (new String(request, StandardCharsets.UTF_8)) {
				case "throw" -> throw new IllegalStateException("secret");
				case "slow" -> never.await();
				case "way" -> {
					return MessageService.NO_REPLY;
				}
				default -> {
				}
			}
			return request;
		}).start();
	}

	@Configuration(proxyBeanMethods = false)
	static class ErrorChannel {

		@Bean
		static BeanPostProcessor errorChannelOfGateways() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (bean instanceof SocketInboundGateway gateway) {
						gateway.setErrorChannelName("excuses.input");
					}
					return bean;
				}

			};
		}

		@Bean
		IntegrationFlow excuses() {
			return (flow) -> flow.handle((payload, headers) -> "sorry");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMessageHistory
	static class History {

		final List<Message<?>> seen = new CopyOnWriteArrayList<>();

		@Bean
		@GlobalChannelInterceptor(patterns = SocketRequestChannel.BEAN_NAME)
		ChannelInterceptor interceptor() {
			return new ChannelInterceptor() {

				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					History.this.seen.add(message);
					return message;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Forgetful {

		@Bean
		IntegrationFlow forgetful() {
			return IntegrationFlow.from(SocketRequestChannel.BEAN_NAME).handle((message) -> {
			}).get();
		}

	}

}
