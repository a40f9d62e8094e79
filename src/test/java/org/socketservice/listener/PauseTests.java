package org.socketservice.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.listener.Listener.State;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A listener is paused, resumed and drained while the program and its other listeners go
 * on.
 */
@ExtendWith(OutputCaptureExtension.class)
class PauseTests {

	private final List<ApplicationEvent> events = new CopyOnWriteArrayList<>();

	@ParameterizedTest
	@ValueSource(strings = { "epoll", "nio" })
	void shouldRefuseNewConnectionsAndServeOldOnesWhilePaused(String io) {
		try (RunningService service = start("socket.event-loops.io=" + io); RawClient before = served(service, "tcp")) {
			int port = service.port();
			for (int round = 0; round < 3; round++) {
				service.listener().pause();
				service.listener().pause();
				assertThat(service.listener().state()).isEqualTo(State.PAUSED);
				assertThat(service.listener().address()).isNull();
				assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> RawClient.connect(port))
					.withMessageContaining("refused");
				assertThat(before.send("b\n").readText(2)).isEqualTo("B\n");
				served(service, "other").close();
				service.listener().resume();
				service.listener().resume();
				assertThat(service.listener().state()).isEqualTo(State.LISTENING);
				assertThat(service.port()).isEqualTo(port);
				served(service, "tcp").close();
			}
			service.assertCountsAddUp();
		}
		assertThat(this.events.stream().filter((event) -> isOf(event, "tcp"))).extracting(Object::getClass)
			.containsExactly(ListenerStartedEvent.class, ListenerStoppedEvent.class, ListenerStartedEvent.class,
					ListenerStoppedEvent.class, ListenerStartedEvent.class, ListenerStoppedEvent.class,
					ListenerStartedEvent.class, ListenerStoppedEvent.class);
	}

	@Test
	void shouldAnswerWhatIsInFlightAndEndConnectionsWhenDrained(CapturedOutput output) throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		MessageService slow = (request) -> {
			if (request[0] == 's') {
				entered.countDown();
				release.await();
			}
			return request;
		};
		try (RunningService service = with().bean(MessageService.class, slow).start();
				RawClient idle = served(service, "tcp");
				RawClient busy = service.connect();
				RawClient other = served(service, "other")) {
			busy.send("slow\n");
			entered.await();
			service.listener().drain();
			service.listener().drain();
			assertThat(idle.readToEnd()).isEmpty();
			assertThat(service.listener().state()).isEqualTo(State.DRAINING);
			release.countDown();
			assertThat(busy.readTextToEnd()).isEqualTo("slow\n");
			idle.finish();
			busy.finish();
			RunningService.await().until(() -> service.listener().state() == State.PAUSED);
			RunningService.await().until(() -> output.getAll().contains("Listener tcp drained in"));
			assertThat(output).containsPattern(
					"Listener tcp drained in \\d+ ms: 1 requests answered \\(2 since the start\\), 2 connections closed cleanly, 0 connections cut");
			assertThat(service.closed(CloseReason.DRAINED)).isEqualTo(2);
			assertThat(other.send("b\n").readText(2)).isEqualTo("b\n");
			service.listener().resume();
			served(service, "tcp").close();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(3);
			service.assertCountsAddUp();
		}
		finally {
			release.countDown();
		}
	}

	@Test
	void shouldCutWhatIsNotDoneWithinTheGracePeriodWhenDrained(CapturedOutput output) {
		MessageService never = (request) -> {
			new CountDownLatch(1).await();
			return request;
		};
		try (RunningService service = with().bean(MessageService.class, never)
			.property("socket.shutdown.grace-period=300ms")
			.start(); RawClient client = service.connect()) {
			client.send("x\n");
			service.awaitReceived(client, 2);
			service.listener().drain();
			RunningService.await().until(() -> output.getAll().contains("Listener tcp drained in"));
			assertThat(service.closed(CloseReason.CUT)).isEqualTo(1);
			assertThat(service.listener().state()).isEqualTo(State.PAUSED);
		}
	}

	@Test
	void shouldEndConnectionsInOrderWhenStoppedWhilePaused() {
		RunningService service = start();
		try (service; RawClient client = served(service, "tcp")) {
			Listener listener = service.listener();
			listener.pause();
			service.context().close();
			assertThat(client.readToEnd()).isEmpty();
			assertThat(listener.counts().snapshot().closed()).containsEntry(CloseReason.DRAINED, 1L);
			assertThat(listener.state()).isEqualTo(State.STOPPED);
			assertThatIllegalStateException().isThrownBy(listener::resume).withMessageContaining("stopped for good");
			assertThatIllegalStateException().isThrownBy(listener::pause);
			assertThatIllegalStateException().isThrownBy(listener::drain);
		}
	}

	@Test
	void shouldBeDownAndTryAgainWhenThePortIsTakenAtResume() throws IOException {
		try (RunningService service = start("socket.recovery.initial-delay=50ms", "socket.recovery.max-delay=50ms")) {
			int port = service.port();
			service.listener().pause();
			try (ServerSocket taken = new ServerSocket()) {
				taken.setReuseAddress(true);
				taken.bind(new InetSocketAddress(port));
				assertThatExceptionOfType(ListenerBindException.class).isThrownBy(service.listener()::resume)
					.withMessageContaining("Address already in use");
				assertThat(service.listener().state()).isEqualTo(State.DOWN);
			}
			RunningService.await().until(() -> service.listener().isListening());
			served(service, "tcp").close();
		}
	}

	private boolean isOf(ApplicationEvent event, String listener) {
		return ((Listener) event.getSource()).name().equals(listener);
	}

	private RunningService start(String... properties) {
		RunningService.Builder builder = with();
		List.of(properties).forEach(builder::property);
		return builder.start();
	}

	private RunningService.Builder with() {
		return RunningService.with()
			.listener("other", "port=0")
			.listen(ListenerStartedEvent.class, this.events::add)
			.listen(ListenerStoppedEvent.class, this.events::add);
	}

	private static RawClient served(RunningService service, String listener) {
		RawClient client = service.connect(listener);
		assertThat(client.send("a\n").readText(2)).isEqualToIgnoringCase("a\n");
		return client;
	}

}
