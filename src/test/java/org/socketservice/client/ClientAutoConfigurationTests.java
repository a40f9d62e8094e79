package org.socketservice.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.socketservice.framing.Framing;
import org.socketservice.gateway.GatewayAutoConfiguration;
import org.socketservice.listener.ListenerAutoConfiguration;
import org.socketservice.properties.InvalidPropertiesException;
import org.socketservice.properties.PropertiesAutoConfiguration;
import org.socketservice.service.MessageService;
import org.socketservice.testing.FreePorts;
import org.socketservice.transport.EventLoops;
import org.socketservice.transport.EventLoopsAutoConfiguration;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.AbstractClientConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionCloseEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionFailedEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.outbound.TcpOutboundGateway;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Clients made from properties, with our own server as their peer.
 */
class ClientAutoConfigurationTests {

	private final ApplicationContextRunner server = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, EventLoopsAutoConfiguration.class,
				GatewayAutoConfiguration.class, ListenerAutoConfiguration.class))
		.withPropertyValues("socket.listeners.tcp.port=0");

	private final ApplicationContextRunner client = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(IntegrationAutoConfiguration.class, EventLoopsAutoConfiguration.class, ClientAutoConfiguration.class));

	@Test
	void shouldMakeNoClientWhenNoneIsDeclared() {
		this.client.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketClient.class));
	}

	@Test
	void shouldMakeBeansOfEachNameWhenDeclared() {
		this.client
			.withPropertyValues("socket.clients.orders.port=9998", "socket.clients.stock.framing=length-4",
					"socket.clients.stock.pool-size=3")
			.withUserConfiguration(Caller.class)
			.run((context) -> {
				assertThat(context.getBeansOfType(SocketClient.class)).containsOnlyKeys("ordersSocketClient",
						"stockSocketClient");
				assertThat(context.getBeansOfType(TcpOutboundGateway.class))
					.containsOnlyKeys("ordersSocketClientGateway", "stockSocketClientGateway");
				assertThat(context.getBean("ordersSocketClientConnectionFactory"))
					.isInstanceOf(AbstractClientConnectionFactory.class);
				assertThat(context.getBean(Caller.class).orders.name()).isEqualTo("orders");
				ClientContext stock = context.getBean("stockSocketClientGateway", ClientGateway.class).context();
				assertThat(stock.properties().framing()).isEqualTo(Framing.LENGTH_4);
				assertThat(stock.properties().poolSize()).isEqualTo(3);
			});
	}

	@Test
	void shouldSayWhatGoesThereWhenClientsIsAValue() {
		this.client.withConfiguration(AutoConfigurations.of(PropertiesAutoConfiguration.class))
			.withPropertyValues("socket.clients=x")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidPropertiesException.class,
						(ex) -> assertThat(ex.properties()).singleElement()
							.satisfies((found) -> assertThat(found.property()).isEqualTo("socket.clients"))));
	}

	@Test
	void shouldMakeNoClientWhenClientsIsEmpty() {
		this.client.withConfiguration(AutoConfigurations.of(PropertiesAutoConfiguration.class))
			.withPropertyValues("socket.clients=")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketClient.class));
	}

	@Test
	void shouldKeepUsersBeanWhenItHasTheName() {
		SocketClient mine = new SocketClientBuilder().build();
		this.client.withPropertyValues("socket.clients.orders.port=9998")
			.withBean("ordersSocketClient", SocketClient.class, () -> mine)
			.run((context) -> assertThat(context.getBean(SocketClient.class)).isSameAs(mine));
	}

	@Test
	void shouldTalkToOurServerAndPublishEvents() {
		this.server.run((peer) -> client(peer).withUserConfiguration(Events.class).run((context) -> {
			SocketClient client = context.getBean(SocketClient.class);
			assertThat(client.send("hello")).isEqualTo("HELLO");
			assertThat(client.send("")).isEmpty();
			AbstractClientConnectionFactory factory = context.getBean(AbstractClientConnectionFactory.class);
			Events events = context.getBean(Events.class);
			assertThat(events.opened).hasSize(1);
			assertThat(events.opened.getFirst().getConnectionFactoryName()).isEqualTo("orders");
			factory.stop();
			await().until(() -> events.closed.size() == 1);
			assertThat(client.counts().activeConnections()).isZero();
		}));
	}

	@Test
	void shouldPublishFailureWhenNobodyListens() throws Exception {
		int port = FreePorts.find();
		this.client.withPropertyValues("socket.clients.orders.port=" + port)
			.withUserConfiguration(Events.class)
			.run((context) -> {
				assertThatExceptionOfType(SocketClientException.class)
					.isThrownBy(() -> context.getBean(SocketClient.class).send("hello"));
				assertThat(context.getBean(Events.class).failed).hasSize(1);
			});
	}

	@Test
	void shouldServeFlowsThroughTheGatewayBean() {
		this.server.run((peer) -> client(peer).withUserConfiguration(Flow.class).run((context) -> {
			QueueChannel replies = context.getBean("replies", QueueChannel.class);
			context.getBean("requests", MessageChannel.class).send(MessageBuilder.withPayload("hello").build());
			Message<?> reply = Objects.requireNonNull(replies.receive(5000));
			assertThat(reply.getPayload()).isEqualTo(bytes("HELLO"));
			assertThat(reply.getHeaders()).containsEntry(IpHeaders.IP_ADDRESS, "127.0.0.1")
				.containsEntry(IpHeaders.REMOTE_PORT, port(peer))
				.containsKeys(IpHeaders.CONNECTION_ID, IpHeaders.ACTUAL_CONNECTION_ID, IpHeaders.LOCAL_ADDRESS);
			assertThat(context.getBean(SocketClient.class).send("again")).isEqualTo("AGAIN");
			assertThat(replies.getQueueSize()).isZero();
			assertThat(context.getBean(SocketClient.class).counts().requests(ClientOutcome.REPLIED)).isEqualTo(2);
		}));
	}

	@Test
	void shouldPassInterceptors() {
		this.server.withBean("greeted", MessageService.class, () -> MessageService.text((text) -> text))
			.run((peer) -> client(peer).run((context) -> {
				AbstractClientConnectionFactory factory = context.getBean(AbstractClientConnectionFactory.class);
				List<String> seen = new ArrayList<>();
				factory.setInterceptorFactoryChain(RecordingInterceptor.chain(seen));
				assertThat(context.getBean(SocketClient.class).send("hello")).isEqualTo("hello");
				assertThat(seen).containsExactly("sent", "received");
			}));
	}

	@Test
	void shouldRefuseToWaitOnEventLoop() {
		this.client.withPropertyValues("socket.clients.orders.port=1").run((context) -> {
			SocketClient client = context.getBean(SocketClient.class);
			CompletableFuture<String> result = new CompletableFuture<>();
			context.getBean(EventLoops.class).group().loops().next().execute(() -> {
				try {
					result.complete(client.send("hello"));
				}
				catch (RuntimeException ex) {
					result.completeExceptionally(ex);
				}
			});
			assertThat(result).failsWithin(Duration.ofSeconds(5))
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(IllegalStateException.class)
				.withMessageContaining("must not wait");
		});
	}

	@Test
	void shouldAnswerThroughAnotherServerWhenServiceUsesClient() {
		this.server.run((back) -> this.server.withConfiguration(AutoConfigurations.of(ClientAutoConfiguration.class))
			.withPropertyValues("socket.clients.back.port=" + port(back))
			.withUserConfiguration(Relay.class)
			.run((front) -> {
				try (SocketConnection connection = new SocketClientBuilder().address("127.0.0.1", port(front))
					.connect()) {
					assertThat(connection.send(bytes("x"))).isEqualTo(bytes("X"));
				}
			}));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private ApplicationContextRunner client(ApplicationContext peer) {
		return this.client.withPropertyValues("socket.clients.orders.port=" + port(peer));
	}

	private static int port(ApplicationContext peer) {
		return peer.getEnvironment().getRequiredProperty("local.socket.tcp.port", Integer.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Caller {

		final SocketClient orders;

		Caller(@Qualifier("ordersSocketClient") SocketClient orders) {
			this.orders = orders;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Relay {

		@Bean
		MessageService relay(@Qualifier("backSocketClient") SocketClient back) {
			return back::send;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Flow {

		@Bean
		IntegrationFlow flow(TcpOutboundGateway gateway) {
			return IntegrationFlow.from("requests").handle(gateway).channel("replies").get();
		}

		@Bean
		QueueChannel replies() {
			return new QueueChannel();
		}

	}

	static class Events {

		final List<TcpConnectionOpenEvent> opened = new CopyOnWriteArrayList<>();

		final List<TcpConnectionCloseEvent> closed = new CopyOnWriteArrayList<>();

		final List<TcpConnectionFailedEvent> failed = new CopyOnWriteArrayList<>();

		@EventListener
		void opened(TcpConnectionOpenEvent event) {
			this.opened.add(event);
		}

		@EventListener
		void closed(TcpConnectionCloseEvent event) {
			this.closed.add(event);
		}

		@EventListener
		void failed(TcpConnectionFailedEvent event) {
			this.failed.add(event);
		}

	}

}
