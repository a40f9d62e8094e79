package org.socketservice.listener;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.ListenerCounts.Snapshot;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.gateway.GatewayAutoConfiguration;
import org.socketservice.transport.EventLoopsAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorFactoryChain;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorSupport;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that counts stay exact where code of the user takes part in a connection.
 */
@Timeout(60)
class ExactCountsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, EventLoopsAutoConfiguration.class,
				GatewayAutoConfiguration.class, ListenerAutoConfiguration.class))
		.withPropertyValues("socket.listeners.tcp.port=0", "socket.listeners.tcp.quiet-period=50ms");

	@Test
	void shouldCountOneFailureWhenAnInterceptorCannotBeMade() {
		this.runner.run((context) -> {
			intercept(context, () -> {
				throw new IllegalStateException("asked for");
			});
			try (Socket client = connect(context)) {
				assertThat(client.getInputStream().read()).isEqualTo(-1);
			}
			shouldHaveClosed(context, CloseReason.FAILURE);
		});
	}

	@Test
	void shouldCountNoRequestWhenAnInterceptorKeepsTheMessage() {
		this.runner.run((context) -> {
			intercept(context, KeepingInterceptor::new);
			try (Socket client = connect(context)) {
				client.getOutputStream().write("kept\n".getBytes(StandardCharsets.US_ASCII));
				client.shutdownOutput();
				assertThat(client.getInputStream().read()).isEqualTo(-1);
			}
			shouldHaveClosed(context, CloseReason.PEER);
			assertThat(counts(context).sum(TrafficCounters::requests)).isZero();
			assertThat(counts(context).sum(TrafficCounters::bytesReceived)).isEqualTo(5);
		});
	}

	@Test
	void shouldCountOneRequestWhenItsTerminatorComesAfterTheReply() {
		this.runner.run((context) -> {
			try (Socket client = connect(context)) {
				client.getOutputStream().write("word".getBytes(StandardCharsets.US_ASCII));
				assertThat(client.getInputStream().readNBytes(4)).asString(StandardCharsets.US_ASCII).isEqualTo("WORD");
				client.getOutputStream().write('\n');
				assertThat(client.getInputStream().read()).isEqualTo('\n');
				client.shutdownOutput();
				assertThat(client.getInputStream().read()).isEqualTo(-1);
			}
			shouldHaveClosed(context, CloseReason.PEER);
			assertThat(counts(context).sum(TrafficCounters::requests)).isOne();
			assertThat(counts(context).requests(RequestOutcome.REPLIED)).isOne();
			assertThat(counts(context).requestsActive()).isZero();
		});
	}

	private static void intercept(ApplicationContext context, TcpConnectionInterceptorFactory interceptors) {
		TcpConnectionInterceptorFactoryChain chain = new TcpConnectionInterceptorFactoryChain();
		chain.setInterceptor(interceptors);
		context.getBean(NettyServerConnectionFactory.class).setInterceptorFactoryChain(chain);
	}

	private static Socket connect(ApplicationContext context) throws Exception {
		int port = context.getEnvironment().getRequiredProperty("local.socket.tcp.port", Integer.class);
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout(10_000);
		return socket;
	}

	private static void shouldHaveClosed(ApplicationContext context, CloseReason... reasons) {
		Map<CloseReason, Long> expected = new EnumMap<>(CloseReason.class);
		for (CloseReason reason : CloseReason.values()) {
			expected.put(reason, 0L);
		}
		for (CloseReason reason : reasons) {
			expected.merge(reason, 1L, Long::sum);
		}
		Awaitility.await().untilAsserted(() -> {
			Snapshot snapshot = counts(context).snapshot();
			assertThat(snapshot.active()).isZero();
			assertThat(snapshot.accepted()).isEqualTo(reasons.length);
			assertThat(snapshot.closed()).isEqualTo(expected);
		});
	}

	private static ListenerCounts counts(ApplicationContext context) {
		return Objects.requireNonNull(context.getBean(Listeners.class).find("tcp")).counts();
	}

	private static final class KeepingInterceptor extends TcpConnectionInterceptorSupport {

		@Override
		public void onMessage(Message<?> message) {
			// keeps it
		}

	}

}
