package org.socketservice.listener;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Binds all listeners when everything they need has started, or fails the start; drains
 * and stops them before anything they need stops. The web server is started before and
 * stopped after them, so that probes see the drain.
 */
final class ListenerBootstrap implements SmartLifecycle, ListenerEvents {

	/**
	 * After the web server's phase for starting, before its phase for graceful shutdown
	 * in stopping: see {@code WebServerStartStopLifecycle} and
	 * {@code WebServerGracefulShutdownLifecycle}, 1024 apart.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024 + 512;

	private static final Log logger = LogFactory.getLog(ListenerBootstrap.class);

	private static final String PROPERTY_SOURCE = "socket.ports";

	private final List<ManagedListener> listeners = new ArrayList<>();

	private final Duration gracePeriod;

	private final ConfigurableEnvironment environment;

	private final ApplicationEventPublisher publisher;

	private final Runnable beforeBind;

	private volatile boolean running;

	ListenerBootstrap(SocketProperties properties, ListenerFactory factory, Runnable beforeBind,
			ConfigurableEnvironment environment, ApplicationEventPublisher publisher) {
		this.gracePeriod = properties.shutdown().gracePeriod();
		this.environment = environment;
		this.publisher = publisher;
		this.beforeBind = beforeBind;
		properties.effectiveListeners()
			.forEach((name, listener) -> this.listeners
				.add(factory.create(name, listener, properties.recovery(), this)));
	}

	Listeners listeners() {
		return new Listeners(this.listeners);
	}

	@Override
	public void start() {
		this.beforeBind.run();
		try {
			this.listeners.forEach(ManagedListener::bind);
			this.running = true;
		}
		catch (RuntimeException ex) {
			this.listeners.forEach(ManagedListener::stop);
			throw ex;
		}
	}

	@Override
	public void started(Listener listener) {
		if (listener.address() instanceof InetSocketAddress address) {
			publishPort("local.socket." + listener.name() + ".port", address.getPort());
		}
		this.publisher.publishEvent(new ListenerStartedEvent(listener));
	}

	@Override
	public void stopped(Listener listener) {
		this.publisher.publishEvent(new ListenerStoppedEvent(listener));
	}

	private void publishPort(String property, int port) {
		MutablePropertySources sources = this.environment.getPropertySources();
		if (sources.get(PROPERTY_SOURCE) instanceof MapPropertySource source) {
			source.getSource().put(property, port);
		}
		else {
			Map<String, Object> ports = new ConcurrentHashMap<>();
			ports.put(property, port);
			sources.addFirst(new MapPropertySource(PROPERTY_SOURCE, ports));
		}
	}

	@Override
	public void stop(Runnable callback) {
		Thread.ofPlatform().name("socket-drain").start(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		});
	}

	@Override
	public void stop() {
		this.running = false;
		ListenerDrain drain = new ListenerDrain(this.listeners, this.gracePeriod);
		this.listeners.forEach(ManagedListener::beginDrain);
		drain.await();
		this.listeners.forEach(ManagedListener::stop);
		logger.info("Drained in " + drain.report());
	}

	@Override
	public void draining(ManagedListener listener) {
		ListenerDrain drain = new ListenerDrain(List.of(listener), this.gracePeriod);
		Thread.ofVirtual().name("socket-drain-" + listener.name()).start(() -> {
			drain.await();
			String report = drain.report();
			listener.endDrain();
			logger.info("Listener " + listener.name() + " drained in " + report);
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** A paused context keeps its sockets, as it keeps its web server. */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
