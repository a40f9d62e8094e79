package org.socketservice.gateway;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call that takes too long costs its own request an error, and no other.
 */
class ReplyTimeoutTests {

	private static final String ERROR = "ERROR reply timeout \\[[0-9a-z]+]";

	private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	private final CountDownLatch end = new CountDownLatch(1);

	@Test
	void shouldInterruptTheServiceAndGoOn() throws Exception {
		try (RunningService service = start((request) -> {
			if (request.length == 4) {
				waitFor(this.end);
			}
			return request;
		}); RawClient client = service.connect()) {
			client.send("a\nslow\nb\nslow\nc\n");
			assertThat(client.readLine()).isEqualTo("a");
			assertThat(client.readLine()).matches(ERROR);
			assertThat(client.readLine()).isEqualTo("b");
			assertThat(client.readLine()).matches(ERROR);
			assertThat(client.readLine()).isEqualTo("c");
			assertThat(this.events.poll(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
			assertThat(this.events.poll(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
			assertThat(service.counts().requests(RequestOutcome.TIMED_OUT)).isEqualTo(2);
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(3);
		}
	}

	@Test
	void shouldDiscardTheLateResultOfAServiceThatIgnoresInterrupts() throws Exception {
		try (RunningService service = start((request) -> {
			if (request.length == 4) {
				boolean interrupted = true;
				while (interrupted) {
					interrupted = waitFor(this.end);
				}
				this.events.add("late");
			}
			return request;
		}); RawClient client = service.connect()) {
			client.send("slow\nb\n");
			assertThat(client.readLine()).matches(ERROR);
			assertThat(client.readLine()).isEqualTo("b");
			this.end.countDown();
			assertThat(this.events.poll(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
			assertThat(this.events.poll(10, TimeUnit.SECONDS)).isEqualTo("late");
			assertThat(client.send("c\n").readLine()).isEqualTo("c");
			assertThat(client.finish().readTextToEnd()).isEmpty();
			service.awaitNoneActive();
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldAnswerForAFlowThatDoesNot() throws Exception {
		try (RunningService service = RunningService.with("reply-timeout=150ms").sources(ForgetfulFlow.class).start();
				RawClient client = service.connect()) {
			client.send("a\nb\n");
			assertThat(client.readLine()).matches(ERROR);
			assertThat(client.readLine()).matches(ERROR);
			Message<?> late = service.bean(ForgetfulFlow.class).seen.take();
			assertThat(late.getHeaders().getReplyChannel()).isInstanceOfSatisfying(MessageChannel.class,
					(channel) -> assertThat(channel.send(new GenericMessage<>("late"))).isFalse());
			assertThat(service.counts().requests(RequestOutcome.TIMED_OUT)).isEqualTo(2);
		}
	}

	@Test
	void shouldAcceptAReplyAfterTheEndOfTheService() throws Exception {
		Message<?> late;
		try (RunningService service = RunningService.with("reply-timeout=150ms").sources(ForgetfulFlow.class).start();
				RawClient client = service.connect()) {
			client.send("a\n");
			late = service.bean(ForgetfulFlow.class).seen.take();
			client.reset();
			service.awaitNoneActive();
			service.assertAllRequestsEnded();
		}
		assertThat(late.getHeaders().getReplyChannel()).isInstanceOfSatisfying(MessageChannel.class,
				(channel) -> channel.send(new GenericMessage<>("late")));
	}

	private static RunningService start(MessageService service) {
		return RunningService.with("reply-timeout=150ms").bean(MessageService.class, service).start();
	}

	private boolean waitFor(CountDownLatch latch) {
		try {
			latch.await();
			return false;
		}
		catch (InterruptedException ex) {
			this.events.add("interrupted");
			return true;
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class ForgetfulFlow {

		final BlockingQueue<Message<?>> seen = new LinkedBlockingQueue<>();

		@Bean
		IntegrationFlow forgetful() {
			return IntegrationFlow.from(SocketRequestChannel.BEAN_NAME).handle(this.seen::add).get();
		}

	}

}
