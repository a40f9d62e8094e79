package org.socketservice.testing;

import java.util.concurrent.atomic.AtomicReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.gateway.GatewayAutoConfiguration;
import org.socketservice.listener.Listener;
import org.socketservice.listener.ListenerAutoConfiguration;
import org.socketservice.listener.Listeners;
import org.socketservice.transport.EventLoopsAutoConfiguration;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The library in an application of its own, without a web server, listening on free
 * ports. Closing it checks that its counts add up.
 */
public final class RunningService implements AutoCloseable {

	private static final String LISTENER = "tcp";

	private final ConfigurableApplicationContext context;

	private RunningService(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start with one listener, {@code tcp}.
	 * @param properties of the listener, for example {@code framing=nul}
	 * @return the service
	 */
	public static RunningService start(String... properties) {
		return with(properties).start();
	}

	/**
	 * Prepare a start with one listener, {@code tcp}.
	 * @param properties of the listener, for example {@code framing=nul}
	 * @return what else there is to say
	 */
	public static Builder with(String... properties) {
		return new Builder().listener(LISTENER, "port=0").listener(LISTENER, properties);
	}

	/**
	 * Prepare a start with nothing declared.
	 * @return what there is to say
	 */
	public static Builder bare() {
		return new Builder();
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public int port() {
		return port(LISTENER);
	}

	public int port(String listener) {
		return this.context.getEnvironment().getRequiredProperty("local.socket." + listener + ".port", Integer.class);
	}

	public RawClient connect() {
		return RawClient.connect(port());
	}

	public RawClient connect(String listener) {
		return RawClient.connect(port(listener));
	}

	public Listener listener() {
		return listener(LISTENER);
	}

	public Listener listener(String name) {
		return Objects.requireNonNull(bean(Listeners.class).find(name), name);
	}

	public ListenerCounts counts() {
		return listener().counts();
	}

	public long closed(CloseReason reason) {
		return Objects.requireNonNull(counts().snapshot().closed().get(reason));
	}

	/**
	 * Wait for something, looking often.
	 * @return for {@code until}
	 */
	public static ConditionFactory await() {
		return Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
	}

	/**
	 * What the service knows of a client.
	 * @param client connected
	 * @return {@code null} while or when it knows none
	 */
	public @Nullable ConnectionInfo find(RawClient client) {
		String port = ":" + client.localPort();
		return bean(ConnectionRegistry.class).list(null)
			.stream()
			.filter((info) -> info.remote().endsWith(port))
			.findFirst()
			.orElse(null);
	}

	/**
	 * What the service knows of its client.
	 * @return when there is exactly one
	 */
	public ConnectionInfo onlyConnection() {
		ConnectionRegistry connections = bean(ConnectionRegistry.class);
		await().until(() -> connections.size() == 1);
		return connections.list(null).getFirst();
	}

	public ConnectionInfo await(RawClient client, Predicate<ConnectionInfo> condition) {
		AtomicReference<@Nullable ConnectionInfo> found = new AtomicReference<>();
		await().until(() -> {
			ConnectionInfo info = find(client);
			found.set(info);
			return info != null && condition.test(info);
		});
		return Objects.requireNonNull(found.get());
	}

	/**
	 * Wait until the service has read so many bytes of a client.
	 * @param client connected
	 * @param bytes how many
	 */
	public void awaitReceived(RawClient client, long bytes) {
		await(client, (info) -> info.bytesReceived() >= bytes);
	}

	public void awaitNoneActive() {
		await().until(() -> counts().snapshot().active() == 0);
	}

	public void assertCountsAddUp() {
		for (Listener listener : bean(Listeners.class)) {
			ListenerCounts.Snapshot snapshot = listener.counts().snapshot();
			long closed = snapshot.closed().values().stream().mapToLong(Long::longValue).sum();
			assertThat(snapshot.accepted()).as("accepted").isEqualTo(snapshot.active() + closed);
		}
	}

	/**
	 * Once no connection is active, every request has one outcome.
	 */
	public void assertAllRequestsEnded() {
		for (Listener listener : bean(Listeners.class)) {
			long ended = 0;
			for (RequestOutcome outcome : RequestOutcome.values()) {
				ended += listener.counts().requests(outcome);
			}
			assertThat(ended).as("requests ended").isEqualTo(listener.counts().sum(TrafficCounters::requests));
		}
	}

	@Override
	public void close() {
		if (this.context.isActive()) {
			Listeners listeners = bean(Listeners.class);
			this.context.close();
			for (Listener listener : listeners) {
				assertThat(listener.counts().snapshot().active()).as("active").isZero();
			}
		}
		LeakWatch.assertNoneReported();
	}

	/**
	 * What a service is started with.
	 */
	public static final class Builder {

		private final List<String> properties = new ArrayList<>(List.of("spring.main.log-startup-info=false"));

		private final List<Class<?>> sources = new ArrayList<>(List.of(Library.class));

		private final List<Registration<?>> beans = new ArrayList<>();

		private final List<ApplicationListener<ApplicationEvent>> listeners = new ArrayList<>();

		public Builder listener(String name, String... properties) {
			for (String property : properties) {
				this.properties.add("socket.listeners." + name + "." + property);
			}
			return this;
		}

		public Builder property(String property) {
			this.properties.add(property);
			return this;
		}

		public Builder properties(String... properties) {
			this.properties.addAll(List.of(properties));
			return this;
		}

		public Builder sources(Class<?>... sources) {
			this.sources.addAll(List.of(sources));
			return this;
		}

		public <T> Builder bean(Class<T> type, T bean) {
			this.beans.add(new Registration<>("test" + this.beans.size(), type, bean));
			return this;
		}

		public <E extends ApplicationEvent> Builder listen(Class<E> type, Consumer<E> listener) {
			this.listeners.add((event) -> {
				if (type.isInstance(event)) {
					listener.accept(type.cast(event));
				}
			});
			return this;
		}

		public RunningService start() {
			LeakWatch.begin();
			return new RunningService(new SpringApplicationBuilder(this.sources.toArray(Class<?>[]::new))
				.web(WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.registerShutdownHook(false)
				.listeners(this.listeners.toArray(ApplicationListener<?>[]::new))
				.initializers(
						(context) -> this.beans.forEach((bean) -> bean.register((GenericApplicationContext) context)))
				.run(this.properties.stream().map((property) -> "--" + property).toArray(String[]::new)));
		}

	}

	private record Registration<T>(String name, Class<T> type, T bean) {

		void register(GenericApplicationContext context) {
			context.registerBean(name(), type(), this::bean);
		}

	}

	/**
	 * What the library needs, and no more: contexts start faster.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, TaskSchedulingAutoConfiguration.class,
			IntegrationAutoConfiguration.class, SslAutoConfiguration.class, GatewayAutoConfiguration.class,
			EventLoopsAutoConfiguration.class, ListenerAutoConfiguration.class })
	static class Library {

	}

}
