package org.socketservice.listener;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.gateway.SocketRequestChannel;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much of one connection is outstanding at most.
 */
class MaxInFlightTests {

	/** What one read brings at most, see {@code LoopBuffers}. */
	private static final int READ_SIZE = 64 * 1024;

	private final CountDownLatch latch = new CountDownLatch(1);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void shouldTakeNoMoreMessagesThanAllowed(boolean finish) {
		String lines = lines(1000, 1000);
		try (RunningService service = start("max-in-flight.messages=10"); RawClient client = service.connect()) {
			send(client, lines, finish);
			assertStuck(service, client, 10, READ_SIZE);
			this.latch.countDown();
			assertAnswered(client, lines, finish);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void shouldTakeNoMoreBytesThanAllowed(boolean finish) {
		String lines = lines(100, 20_000);
		try (RunningService service = start("max-in-flight.bytes=100000B"); RawClient client = service.connect()) {
			send(client, lines, finish);
			assertStuck(service, client, 6, 6 * 20_000 + READ_SIZE);
			this.latch.countDown();
			assertAnswered(client, lines, finish);
		}
	}

	@Test
	void shouldHandNoMoreMessagesToAFlowThanAllowed() {
		String lines = lines(200, 1000);
		try (RunningService service = RunningService.with("max-in-flight.messages=10").sources(Collector.class).start();
				RawClient client = service.connect()) {
			send(client, lines, true);
			assertStuck(service, client, 10, READ_SIZE);
			Collector collector = service.bean(Collector.class);
			assertThat(collector.seen).hasSize(10);
			for (int i = 0; i < 200; i++) {
				int next = i;
				RunningService.await().until(() -> collector.seen.size() > next);
				assertThat(collector.seen).hasSizeLessThanOrEqualTo(next + 10);
				collector.answer(next);
			}
			assertAnswered(client, lines, true);
		}
	}

	private RunningService start(String property) {
		return RunningService.with(property).bean(MessageService.class, (request) -> {
			this.latch.await();
			return request;
		}).start();
	}

	private static void send(RawClient client, String lines, boolean finish) {
		Thread.ofVirtual().start(() -> {
			client.send(lines);
			if (finish) {
				client.finish();
			}
		});
	}

	private static void assertStuck(RunningService service, RawClient client, int messages, int bytes) {
		service.await(client, (info) -> info.messages() == messages);
		Awaitility.await()
			.during(ofMillis(200))
			.until(() -> service.await(client, (info) -> true),
					(info) -> info.messages() == messages && info.bytesReceived() <= bytes);
	}

	private static void assertAnswered(RawClient client, String lines, boolean finished) {
		assertThat(client.readText(lines.length())).isEqualTo(lines);
		if (finished) {
			assertThat(client.readToEnd()).isEmpty();
		}
	}

	private static String lines(int count, int size) {
		StringBuilder lines = new StringBuilder(count * size);
		for (int i = 0; i < count; i++) {
			String number = Integer.toString(i);
			lines.append(number).repeat('x', size - number.length() - 1).append('\n');
		}
		return lines.toString();
	}

	@Configuration(proxyBeanMethods = false)
	static class Collector {

		final List<Message<?>> seen = new CopyOnWriteArrayList<>();

		@Bean
		IntegrationFlow collect() {
			return IntegrationFlow.from(SocketRequestChannel.BEAN_NAME)
				.handle((message) -> this.seen.add(message))
				.get();
		}

		void answer(int index) {
			Message<?> message = this.seen.get(index);
			assertThat(message.getHeaders().getReplyChannel()).isInstanceOfSatisfying(MessageChannel.class,
					(channel) -> channel.send(new GenericMessage<>(message.getPayload())));
		}

	}

}
