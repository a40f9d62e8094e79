package org.socketservice.listener;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections of one event loop share its buffers, never their content.
 */
class NeighbourTests {

	private final AtomicReference<@Nullable Runnable> action = new AtomicReference<>();

	private final AtomicReference<@Nullable TcpConnectionSupport> last = new AtomicReference<>();

	@Test
	void shouldSendToAnotherConnectionFromAServiceOnTheEventLoop() {
		try (RunningService service = start(); RawClient second = service.connect()) {
			TcpConnectionSupport other = awaitLast();
			this.action.set(() -> other.send(new GenericMessage<>("news".getBytes(StandardCharsets.UTF_8))));
			try (RawClient first = service.connect()) {
				first.send("one\ntwo\ngo\nthree\n");
				assertThat(first.readText(17)).isEqualTo("one\ntwo\ngo\nthree\n");
				assertThat(second.readText(5)).isEqualTo("news\n");
			}
		}
	}

	@Test
	void shouldCloseAnotherConnectionFromAServiceOnTheEventLoop() {
		try (RunningService service = start(); RawClient second = service.connect()) {
			TcpConnectionSupport other = awaitLast();
			AbstractServerConnectionFactory factory = service.bean(AbstractServerConnectionFactory.class);
			this.action.set(() -> factory.closeConnection(other.getConnectionId()));
			try (RawClient first = service.connect()) {
				first.send("one\ntwo\ngo\nthree\n");
				assertThat(first.readText(17)).isEqualTo("one\ntwo\ngo\nthree\n");
				assertThat(second.readTextToEnd()).isEmpty();
			}
		}
	}

	private TcpConnectionSupport awaitLast() {
		RunningService.await().until(() -> this.last.get() != null);
		return java.util.Objects.requireNonNull(this.last.get());
	}

	private RunningService start() {
		return RunningService.with()
			.property("socket.event-loops.threads=1")
			.bean(MessageService.class, new EventLoopService())
			.listen(TcpConnectionOpenEvent.class, (event) -> this.last.set((TcpConnectionSupport) event.getSource()))
			.start();
	}

	private final class EventLoopService implements MessageService {

		@Override
		public byte[] reply(byte[] request) {
			Runnable action = NeighbourTests.this.action.get();
			if (action != null && request.length == 2) {
				action.run();
			}
			return request;
		}

		@Override
		public boolean mayBlock() {
			return false;
		}

	}

}
