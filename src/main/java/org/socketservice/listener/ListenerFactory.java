package org.socketservice.listener;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.gateway.DatagramInboundGateway;
import org.socketservice.gateway.ErrorReply;
import org.socketservice.gateway.SocketInboundGateway;
import org.socketservice.gateway.SocketInboundGateway.GatewaySettings;
import org.socketservice.gateway.SocketRequestChannel;
import org.socketservice.listener.ListenerProperties.OnError;
import org.socketservice.listener.ListenerProperties.Ssl;
import org.socketservice.listener.SocketProperties.Recovery;
import org.socketservice.transport.EventLoops;
import org.socketservice.transport.TlsBundles;
import org.socketservice.transport.TlsContext;
import org.socketservice.transport.TlsContext.ClientCertificates;
import org.socketservice.transport.TlsSource;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Makes listeners from properties when the program runs. Gateway and connection factory
 * of each become beans, {@code <name>SocketGateway} and
 * {@code <name>SocketConnectionFactory}, so that everything written for Spring
 * Integration finds them.
 */
final class ListenerFactory {

	private final ConfigurableListableBeanFactory beans;

	private final EventLoops loops;

	private final SocketRequestChannel channel;

	private final ErrorReply errorReply;

	private final ConnectionRegistry registry;

	private final OwnSockets ownSockets = new OwnSockets();

	private final SharedLimits shared;

	private final TlsBundles bundles;

	ListenerFactory(ConfigurableListableBeanFactory beans, EventLoops loops, SocketRequestChannel channel,
			ErrorReply errorReply, ConnectionRegistry registry, SharedLimits shared, TlsBundles bundles) {
		this.beans = beans;
		this.loops = loops;
		this.channel = channel;
		this.errorReply = errorReply;
		this.registry = registry;
		this.bundles = bundles;
		this.shared = shared;
	}

	ManagedListener create(String name, ListenerProperties properties, Recovery recovery, ListenerEvents events) {
		ListenerCounts counts = new ListenerCounts();
		GatewaySettings settings = new GatewaySettings(properties.maxInFlight().messages(),
				properties.maxInFlight().bytes().toBytes(), properties.replyTimeout(),
				properties.onError() == OnError.CLOSE);
		if (!properties.transport().isConnected()) {
			return createDatagram(name, properties, recovery, events, settings, counts);
		}
		SocketInboundGateway gateway = new SocketInboundGateway(name, this.channel, settings, this.errorReply, counts);
		NettyServerConnectionFactory factory = new NettyServerConnectionFactory(name, properties, this.loops);
		register(name + "SocketConnectionFactory", factory);
		gateway.setConnectionFactory(factory);
		register(name + "SocketGateway", gateway);
		ListenerContext context = new ListenerContext(name, properties, gateway, factory, this.registry, counts,
				this.shared, tls(name, properties.ssl(), counts));
		factory.setContext(context);
		return new StreamListener(context, this.loops, recovery, events);
	}

	private @Nullable TlsSource tls(String name, Ssl ssl, ListenerCounts counts) {
		if (ssl.bundle() == null) {
			return null;
		}
		ClientCertificates clients = switch (ssl.clientAuth()) {
			case NONE -> ClientCertificates.IGNORED;
			case WANT -> ClientCertificates.WANTED;
			case NEED -> ClientCertificates.NEEDED;
		};
		return new TlsSource("Listener " + name, ssl.bundle(), this.bundles,
				(bundle) -> TlsContext.server(bundle, clients), counts.tls()::reloaded);
	}

	private ManagedListener createDatagram(String name, ListenerProperties properties, Recovery recovery,
			ListenerEvents events, GatewaySettings settings, ListenerCounts counts) {
		DatagramInboundGateway gateway = new DatagramInboundGateway(name, this.channel, settings, this.errorReply,
				counts);
		register(name + "SocketGateway", gateway);
		DatagramContext context = new DatagramContext(name, properties, gateway, counts, this.ownSockets);
		return new DatagramListener(context, this.loops, recovery, events);
	}

	private void register(String beanName, Object bean) {
		this.beans.initializeBean(bean, beanName);
		this.beans.registerSingleton(beanName, bean);
	}

}
