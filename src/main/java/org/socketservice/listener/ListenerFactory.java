package org.socketservice.listener;

import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.gateway.ErrorReply;
import org.socketservice.gateway.SocketInboundGateway;
import org.socketservice.gateway.SocketInboundGateway.GatewaySettings;
import org.socketservice.gateway.SocketRequestChannel;
import org.socketservice.listener.ListenerProperties.OnError;
import org.socketservice.listener.SocketProperties.Recovery;
import org.socketservice.transport.EventLoops;

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

	private final SharedLimits shared;

	ListenerFactory(ConfigurableListableBeanFactory beans, EventLoops loops, SocketRequestChannel channel,
			ErrorReply errorReply, ConnectionRegistry registry, SharedLimits shared) {
		this.beans = beans;
		this.loops = loops;
		this.channel = channel;
		this.errorReply = errorReply;
		this.registry = registry;
		this.shared = shared;
	}

	ManagedListener create(String name, ListenerProperties properties, Recovery recovery, ListenerEvents events) {
		ServedFeatures.check(name, properties);
		ListenerCounts counts = new ListenerCounts();
		GatewaySettings settings = new GatewaySettings(properties.maxInFlight().messages(),
				properties.maxInFlight().bytes().toBytes(), properties.replyTimeout(),
				properties.onError() == OnError.CLOSE);
		SocketInboundGateway gateway = new SocketInboundGateway(name, this.channel, settings, this.errorReply, counts);
		NettyServerConnectionFactory factory = new NettyServerConnectionFactory(name, properties, this.loops);
		register(name + "SocketConnectionFactory", factory);
		gateway.setConnectionFactory(factory);
		register(name + "SocketGateway", gateway);
		ListenerContext context = new ListenerContext(name, properties, gateway, factory, this.registry, counts,
				this.shared);
		factory.setContext(context);
		return new StreamListener(context, this.loops, recovery, events);
	}

	private void register(String beanName, Object bean) {
		this.beans.initializeBean(bean, beanName);
		this.beans.registerSingleton(beanName, bean);
	}

}
