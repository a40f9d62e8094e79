package org.socketservice.listener;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionServerListeningEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A started context listens everywhere it promised.
 */
class StartTests {

	private final List<Object> events = new CopyOnWriteArrayList<>();

	@Test
	void shouldListenOnEveryEnabledListener() {
		try (RunningService service = RunningService.bare()
			.listener("one", "port=0", "framing=nul")
			.listener("two", "port=0", "address=127.0.0.1")
			.listener("three", "port=0", "enabled=false")
			.listen(ListenerStartedEvent.class, (event) -> this.events.add(event.getListener().name()))
			.listen(TcpConnectionServerListeningEvent.class, (event) -> this.events.add(event.getPort()))
			.start(); RawClient one = service.connect("one"); RawClient two = service.connect("two")) {
			assertThat(one.send("a\0").readText(2)).isEqualTo("A\0");
			assertThat(two.send("a\n").readText(2)).isEqualTo("A\n");
			assertThat(service.bean(Listeners.class)).extracting(Listener::name).containsExactly("one", "two");
			assertThat(service.bean(Listeners.class).find("three")).isNull();
			assertThat(service.bean(Listeners.class)).allSatisfy((listener) -> {
				assertThat(listener.state()).isEqualTo(Listener.State.LISTENING);
				assertThat(listener.isListening()).isTrue();
				assertThat(listener.failure()).isNull();
			});
			assertThat(this.events).containsExactlyInAnyOrder("one", "two", service.port("one"), service.port("two"));
			assertThat(factory(service, "one").isListening()).isTrue();
			assertThat(factory(service, "one").getPort()).isEqualTo(service.port("one"));
		}
	}

	@Test
	void shouldInjectThePort() {
		try (RunningService service = RunningService.start()) {
			PortUser user = new PortUser();
			service.context().getAutowireCapableBeanFactory().autowireBean(user);
			assertThat(user.port).isEqualTo(service.port()).isPositive();
		}
	}

	@Test
	void shouldNotStartWhenAPortIsTaken() throws IOException {
		try (ServerSocket taken = new ServerSocket(0)) {
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> RunningService.bare()
					.listener("free", "port=0")
					.listener("taken", "port=" + taken.getLocalPort())
					.listen(ListenerStartedEvent.class, (event) -> this.events.add(event.getListener()))
					.start())
				.withStackTraceContaining(ListenerBindException.class.getName())
				.havingRootCause()
				.isInstanceOfAny(BindException.class, IOException.class)
				.withMessageContaining("Address already in use");
			assertThat(this.events).hasSize(1);
			Listener free = (Listener) this.events.get(0);
			assertThat(free.state()).isEqualTo(Listener.State.STOPPED);
			assertThat(free.address()).isNull();
		}
	}

	@Test
	void shouldListenNowhereWhenAllListenersAreDisabled() {
		try (RunningService service = RunningService.bare().listener("tcp", "enabled=false").start()) {
			assertThat(service.bean(Listeners.class)).isEmpty();
		}
	}

	private static AbstractServerConnectionFactory factory(RunningService service, String listener) {
		return service.context().getBean(listener + "SocketConnectionFactory", AbstractServerConnectionFactory.class);
	}

	static class PortUser {

		@LocalSocketPort
		private int port;

	}

}
