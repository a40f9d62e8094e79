package org.socketservice.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.connection.RequestOutcome;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.integration.dsl.IntegrationFlow;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Flows of the application that answer in any order, on any thread.
 */
class RandomThreadsFlowTests {

	private static final int LINES = 20_000;

	@ParameterizedTest
	@ValueSource(classes = { ExecutorFlow.class, FutureFlow.class })
	void shouldSendRepliesInTheOrderOfRequests(Class<?> flow) {
		try (RunningService service = RunningService.with().sources(flow).start();
				RawClient client = service.connect()) {
			StringBuilder requests = new StringBuilder();
			StringBuilder replies = new StringBuilder();
			for (int i = 0; i < LINES; i++) {
				requests.append("line ").append(i).append((i % 3 == 0) ? "\r\n" : "\n");
				replies.append("LINE ").append(i).append((i % 3 == 0) ? "\r\n" : "\n");
			}
			Thread writer = Thread.ofVirtual().start(() -> client.send(requests.toString()).finish());
			assertThat(client.readTextToEnd()).isEqualTo(replies.toString());
			assertThat(writer.isAlive()).isFalse();
			service.awaitNoneActive();
			service.assertAllRequestsEnded();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(LINES);
		}
	}

	private static String upper(byte[] request) {
		return new String(request, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
	}

	@Configuration(proxyBeanMethods = false)
	static class ExecutorFlow {

		@Bean
		IntegrationFlow upperCase() {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("flow-");
			executor.setVirtualThreads(true);
			return IntegrationFlow.from(SocketRequestChannel.BEAN_NAME)
				.channel((channels) -> channels.executor(executor))
				.<byte[], String>transform((request) -> {
					pause();
					return upper(request);
				})
				.get();
		}

		private static void pause() {
			try {
				TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(2_000));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FutureFlow {

		@Bean
		IntegrationFlow upperCase() {
			return IntegrationFlow.from(SocketRequestChannel.BEAN_NAME).<byte[]>handle((request, headers) -> {
				Executor later = CompletableFuture.delayedExecutor(ThreadLocalRandom.current().nextInt(2_000),
						TimeUnit.MICROSECONDS);
				return CompletableFuture.supplyAsync(() -> upper(request), later);
			}, (endpoint) -> endpoint.async(true)).get();
		}

	}

}
