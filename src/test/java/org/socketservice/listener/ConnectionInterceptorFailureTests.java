package org.socketservice.listener;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.connection.CloseReason;
import org.socketservice.testing.InterceptedService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.ip.tcp.connection.TcpConnectionExceptionEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorSupport;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connection interceptors that fail, close or cannot be made: other connections do not
 * notice.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionInterceptorFailureTests {

	private final List<Object> events = new CopyOnWriteArrayList<>();

	@Test
	void shouldCloseOnlyTheConnectionWhoseInterceptorFails(CapturedOutput output) {
		try (RunningService service = InterceptedService.start(() -> new Failing(false));
				RawClient other = service.connect()) {
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
		try (RunningService service = InterceptedService.start(() -> new Closing())) {
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
		try (RunningService service = InterceptedService.start(() -> {
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
		try (RunningService service = InterceptedService.start(() -> {
			throw new NoClassDefFoundError("no class");
		}); RawClient client = service.connect()) {
			assertThat(client.readToEnd()).isEmpty();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.FAILURE)).isEqualTo(1);
			assertThat(output).contains("no class");
		}
	}

	@Test
	void shouldAnswerWithAnErrorWhenAnInterceptorFailsToSend() {
		try (RunningService service = InterceptedService.start(() -> new Failing(true));
				RawClient client = service.connect()) {
			assertThat(client.send("one\nfail\ntwo\n").finish().readTextToEnd())
				.matches("ONE\nERROR reply not sent \\[[0-9a-z]+]\nTWO\n");
		}
	}

	private final class Failing extends TcpConnectionInterceptorSupport {

		private final boolean sending;

		private Failing(boolean sending) {
			super(ConnectionInterceptorFailureTests.this.events::add);
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
			if (enabled && new String((byte[]) message.getPayload(), StandardCharsets.UTF_8).equalsIgnoreCase("fail")) {
				throw new IllegalStateException("secret");
			}
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
