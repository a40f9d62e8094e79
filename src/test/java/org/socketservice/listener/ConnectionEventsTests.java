package org.socketservice.listener;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import org.socketservice.connection.CloseReason;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionExceptionEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections as Spring Integration shows them: events, ids, close.
 */
class ConnectionEventsTests {

	private final List<TcpConnectionEvent> events = new CopyOnWriteArrayList<>();

	@AutoClose
	private final RunningService service = RunningService.with()
		.listen(TcpConnectionEvent.class, this.events::add)
		.start();

	@Test
	void shouldPublishOpenAndCloseOncePerConnection() {
		for (int i = 0; i < 20; i++) {
			try (RawClient client = this.service.connect()) {
				client.send("one\ntwo").finish().readToEnd();
			}
		}
		this.service.awaitNoneActive();
		RunningService.await().until(() -> this.events.size() == 40);
		List<String> ids = this.events.stream().map(TcpConnectionEvent::getConnectionId).distinct().toList();
		assertThat(ids).hasSize(20)
			.allSatisfy((id) -> assertThat(this.events).filteredOn((event) -> event.getConnectionId().equals(id))
				.extracting(Object::getClass)
				.containsExactly(TcpConnectionOpenEvent.class, TcpConnectionCloseEvent.class));
		assertThat(this.events).allSatisfy((event) -> assertThat(event.getConnectionFactoryName()).isEqualTo("tcp"));
	}

	@Test
	void shouldPublishOneExceptionForAReset() {
		RawClient client = this.service.connect();
		client.send("one\n").readText(4);
		client.reset();
		this.service.awaitNoneActive();
		RunningService.await().until(() -> this.events.size() == 3);
		assertThat(this.events).extracting(Object::getClass)
			.containsExactly(TcpConnectionOpenEvent.class, TcpConnectionExceptionEvent.class,
					TcpConnectionCloseEvent.class);
		assertThat(this.service.closed(CloseReason.RESET)).isEqualTo(1);
	}

	@Test
	void shouldNameAndCloseOpenConnections() {
		AbstractServerConnectionFactory factory = factory();
		try (RawClient one = this.service.connect(); RawClient two = this.service.connect()) {
			String idOfOne = this.service.await(one, (info) -> true).id();
			String idOfTwo = this.service.await(two, (info) -> true).id();
			assertThat(factory.getOpenConnectionIds()).containsExactlyInAnyOrder(idOfOne, idOfTwo);
			assertThat(factory.closeConnection(idOfOne)).isTrue();
			assertThat(one.readToEnd()).isEmpty();
			assertThat(factory.closeConnection(idOfOne)).isFalse();
			assertThat(factory.getOpenConnectionIds()).containsExactly(idOfTwo);
			assertThat(two.send("a\n").readText(2)).isEqualTo("A\n");
		}
		this.service.awaitNoneActive();
		assertThat(this.service.closed(CloseReason.CLOSED_LOCALLY)).isEqualTo(1);
		assertThat(factory.getOpenConnectionIds()).isEmpty();
		RunningService.await().until(() -> this.events.size() == 4);
	}

	@Test
	void shouldServeAConnectionWhoseOpenEventIsRefused() {
		try (RunningService running = RunningService.with().listen(TcpConnectionOpenEvent.class, (event) -> {
			throw new IllegalStateException("listener of the application");
		}).start(); RawClient client = running.connect()) {
			assertThat(client.send("a\n").readText(2)).isEqualTo("A\n");
		}
	}

	private AbstractServerConnectionFactory factory() {
		return this.service.context().getBean("tcpSocketConnectionFactory", AbstractServerConnectionFactory.class);
	}

}
