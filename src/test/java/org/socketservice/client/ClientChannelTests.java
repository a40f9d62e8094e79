package org.socketservice.client;

import java.time.Duration;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.Test;
import org.socketservice.transport.EventLoopsAutoConfiguration;
import org.socketservice.transport.NettyTcpConnection;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorSupport;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a pooled connection ends for being idle. The time is told to it, not waited for.
 */
class ClientChannelTests {

	private static final Duration IDLE = Duration.ofSeconds(10);

	@Test
	void shouldStayOpenWhenCallerIsSlowBetweenConnectAndRequest() {
		run((client, pool) -> {
			TcpConnectionSupport connection = pool.obtainConnection();
			assertThat(isOpenAfter(IDLE.multipliedBy(2), connection)).isTrue();
		});
	}

	@Test
	void shouldStayOpenWhenCallerIsSlowBetweenClaimAndRequest() {
		run((client, pool) -> {
			assertThat(client.send("a")).isEqualTo("A");
			TcpConnectionSupport connection = pool.obtainConnection();
			assertThat(isOpenAfter(IDLE.multipliedBy(2), connection)).isTrue();
			connection.close();
			assertThat(client.send("#all")).isEqualTo("1");
		});
	}

	@Test
	void shouldCloseWhenIdleAfterReply() {
		run((client, pool) -> {
			assertThat(client.send("a")).isEqualTo("A");
			TcpConnectionSupport connection = pool.obtainConnection();
			connection.close();
			assertThat(client.send("b")).isEqualTo("B");
			assertThat(isOpenAfter(IDLE.minusSeconds(5), connection)).isTrue();
			assertThat(isOpenAfter(IDLE.plusSeconds(1), connection)).isFalse();
			assertThat(client.send("#all")).isEqualTo("2");
		});
	}

	@Test
	void shouldCloseWhenNothingWasSentAfterClaim() {
		run((client, pool) -> {
			TcpConnectionSupport connection = pool.obtainConnection();
			connection.close();
			assertThat(isOpenAfter(Duration.ofMinutes(1), connection)).isFalse();
			assertThat(client.send("#all")).isEqualTo("2");
		});
	}

	private static boolean isOpenAfter(Duration time, TcpConnectionSupport connection) {
		TcpConnectionSupport tcp = connection;
		while (tcp instanceof TcpConnectionInterceptorSupport wrapper) {
			tcp = wrapper.getTheConnection();
		}
		ClientChannel client = (ClientChannel) ((NettyTcpConnection) tcp).closer();
		long now = System.nanoTime() + time.toNanos();
		client.channel().eventLoop().submit(() -> client.tick(now)).syncUninterruptibly();
		return client.channel().isOpen();
	}

	private static void run(BiConsumer<SocketClient, ClientConnectionPool> test) {
		try (Peer peer = Peer.start("upper")) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class,
						EventLoopsAutoConfiguration.class, ClientAutoConfiguration.class))
				.withPropertyValues("socket.clients.peer.host=127.0.0.1", "socket.clients.peer.port=" + peer.port(),
						"socket.clients.peer.pool-size=1", "socket.clients.peer.idle-timeout=" + IDLE)
				.run((context) -> test.accept(context.getBean(SocketClient.class),
						context.getBean(ClientConnectionPool.class)));
		}
	}

}
