package org.socketservice.client;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.socketservice.properties.InvalidPropertiesException;
import org.socketservice.transport.BundleException;
import org.socketservice.transport.EventLoops;
import org.socketservice.transport.TlsBundles;
import org.socketservice.transport.TlsContext;
import org.socketservice.transport.TlsSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Makes three beans of each name under {@code socket.clients}: the client, its gateway
 * for flows, and its pool of connections. The names are those the program finds when it
 * runs: ahead-of-time processing leaves these definitions out.
 */
final class ClientRegistrar implements BeanDefinitionRegistryPostProcessor, EnvironmentAware, BeanFactoryAware {

	private static final String CLIENT = "SocketClient";

	private static final String GATEWAY = "SocketClientGateway";

	private static final String POOL = "SocketClientConnectionFactory";

	private static final Set<String> DATAGRAM = Set.of("udp", "unixdatagram", "raw", "rdm");

	private @Nullable Environment environment;

	private @Nullable ConfigurableListableBeanFactory beans;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beans = (ConfigurableListableBeanFactory) beanFactory;
	}

	private ConfigurableListableBeanFactory beans() {
		return Objects.requireNonNull(this.beans, "no bean factory");
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		for (String name : names()) {
			if (isDatagram(name)) {
				register(registry, name + CLIENT, SocketClient.class, () -> newDatagramClient(name));
				continue;
			}
			register(registry, name + POOL, ClientConnectionPool.class, () -> newPool(name));
			register(registry, name + GATEWAY, ClientGateway.class, () -> newGateway(name), name + POOL);
			register(registry, name + CLIENT, SocketClient.class, () -> newClient(name), name + GATEWAY);
		}
	}

	/** A value in the place of names is refused when the properties are bound, too. */
	private Set<String> names() {
		Environment environment = Objects.requireNonNull(this.environment, "no environment");
		try {
			return Binder.get(environment)
				.bind("socket.clients", Bindable.mapOf(String.class, Object.class))
				.map(Map::keySet)
				.orElse(Set.of());
		}
		catch (BindException ex) {
			return Set.of();
		}
	}

	/** What cannot be read is refused when the properties are bound. */
	private boolean isDatagram(String name) {
		String transport = Objects.requireNonNull(this.environment, "no environment")
			.getProperty("socket.clients." + name + ".transport", "");
		return DATAGRAM.contains(transport.replaceAll("[_-]", "").toLowerCase(Locale.ROOT));
	}

	private static <T> void register(BeanDefinitionRegistry registry, String beanName, Class<T> type,
			Supplier<T> supplier, String... dependsOn) {
		if (!registry.containsBeanDefinition(beanName)) {
			RootBeanDefinition definition = new RootBeanDefinition(type, supplier);
			definition.setDependsOn(dependsOn);
			definition.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
			registry.registerBeanDefinition(beanName, definition);
		}
	}

	private ClientContext newContext(String name, String dependent) {
		ConfigurableListableBeanFactory beans = beans();
		ClientProperties properties = beans.getBean(ClientsProperties.class).clients().get(name);
		Objects.requireNonNull(properties, () -> "No properties of socket.clients." + name);
		for (String loops : beans.getBeanNamesForType(EventLoops.class)) {
			beans.registerDependentBean(loops, dependent);
		}
		return new ClientContext(name, properties, beans.getBean(EventLoops.class),
				tls(name, properties.ssl().bundle()));
	}

	private SocketClient newDatagramClient(String name) {
		return new SocketClient(newContext(name, name + CLIENT), () -> {
		});
	}

	private ClientConnectionPool newPool(String name) {
		ClientContext context = newContext(name, name + POOL);
		NettyClientConnectionFactory factory = new NettyClientConnectionFactory(context);
		beans().initializeBean(factory, name + POOL + "Target");
		ClientConnectionPool pool = new ClientConnectionPool(factory, context);
		pool.start();
		return pool;
	}

	private @Nullable Supplier<TlsContext> tls(String name, @Nullable String bundle) {
		if (bundle == null) {
			return null;
		}
		TlsSource source = new TlsSource("Client " + name, bundle, beans().getBean(TlsBundles.class),
				TlsContext::client, (success) -> {
				});
		try {
			source.open();
			return source::current;
		}
		catch (BundleException ex) {
			throw new InvalidPropertiesException(List.of(ex.explain("socket.clients." + name + ".ssl.bundle")));
		}
	}

	private ClientGateway newGateway(String name) {
		return new ClientGateway(beans().getBean(name + POOL, ClientConnectionPool.class));
	}

	private SocketClient newClient(String name) {
		return new SocketClient(beans().getBean(name + GATEWAY, ClientGateway.class), () -> {
		});
	}

}
