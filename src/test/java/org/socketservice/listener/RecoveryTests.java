package org.socketservice.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.context.ApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listening socket that dies is bound again, on the port it had.
 */
class RecoveryTests {

	private final List<ApplicationEvent> events = new CopyOnWriteArrayList<>();

	@ParameterizedTest
	@ValueSource(strings = { "epoll", "nio" })
	void shouldBindAgainOnTheSamePort(String io) {
		try (RunningService service = start(io); RawClient before = served(service)) {
			int port = service.port();
			for (int round = 1; round <= 3; round++) {
				factory(service).lose();
				int events = 2 * round + 1;
				RunningService.await().until(() -> this.events.size() == events);
				assertThat(service.listener().state()).isEqualTo(Listener.State.LISTENING);
				assertThat(service.listener().failure()).isNull();
				assertThat(service.port()).isEqualTo(port);
				served(service).close();
			}
			assertThat(before.send("b\n").readText(2)).isEqualTo("B\n");
			assertThat(this.events).extracting(Object::getClass)
				.containsExactly(ListenerStartedEvent.class, ListenerStoppedEvent.class, ListenerStartedEvent.class,
						ListenerStoppedEvent.class, ListenerStartedEvent.class, ListenerStoppedEvent.class,
						ListenerStartedEvent.class);
		}
	}

	@Test
	void shouldTryAgainUntilThePortIsFree() throws IOException {
		try (RunningService service = start("auto")) {
			int port = service.port();
			factory(service).lose();
			RunningService.await().until(() -> service.listener().state() == Listener.State.DOWN);
			try (ServerSocket taken = take(port)) {
				assertThat(taken.isBound()).isTrue();
				RunningService.await().until(() -> service.listener().failure() != null);
				assertThat(service.listener().isListening()).isFalse();
				assertThat(service.listener().address()).isNull();
				assertThat(service.listener().failure()).hasMessageContaining("Address already in use");
			}
			RunningService.await().until(() -> service.listener().isListening());
			assertThat(service.port()).isEqualTo(port);
			served(service).close();
		}
	}

	@Test
	void shouldStopWhileDown() {
		try (RunningService service = RunningService.with()
			.property("socket.recovery.initial-delay=1h")
			.property("socket.recovery.max-delay=1h")
			.start(); RawClient before = served(service)) {
			factory(service).lose();
			RunningService.await().until(() -> service.listener().state() == Listener.State.DOWN);
			Listener listener = service.listener();
			service.context().close();
			assertThat(listener.state()).isEqualTo(Listener.State.STOPPED);
			assertThat(before.readToEnd()).isEmpty();
		}
	}

	@Test
	void shouldGoOnAcceptingAfterAPause() {
		try (RunningService service = start("epoll")) {
			// What Netty does for a second after an accept that failed (EMFILE).
			factory(service).setAccepting(false);
			factory(service).setAccepting(true);
			served(service).close();
		}
	}

	/** The address is free as soon as the other socket is really gone. */
	private static ServerSocket take(int port) throws IOException {
		ServerSocket socket = new ServerSocket();
		socket.setReuseAddress(true);
		socket.bind(new InetSocketAddress(port));
		return socket;
	}

	private RunningService start(String io) {
		return RunningService.with()
			.property("socket.event-loops.io=" + io)
			.property("socket.recovery.initial-delay=300ms")
			.property("socket.recovery.max-delay=300ms")
			.listen(ListenerStartedEvent.class, this.events::add)
			.listen(ListenerStoppedEvent.class, this.events::add)
			.start();
	}

	private static NettyServerConnectionFactory factory(RunningService service) {
		return service.bean(NettyServerConnectionFactory.class);
	}

	private static RawClient served(RunningService service) {
		RawClient client = service.connect();
		assertThat(client.send("a\n").readText(2)).isEqualTo("A\n");
		return client;
	}

}
