package org.socketservice.listener;

import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.gateway.ErrorReply;
import org.socketservice.gateway.GatewayAutoConfiguration;
import org.socketservice.gateway.RequestSubscription;
import org.socketservice.gateway.SocketRequestChannel;
import org.socketservice.transport.EventLoops;
import org.socketservice.transport.EventLoopsAutoConfiguration;
import org.socketservice.transport.TlsBundles;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Listeners as declared under {@code socket.listeners}. Nothing here depends on the value
 * of a property, so that ahead-of-time processing cannot freeze one.
 */
@AutoConfiguration(after = { GatewayAutoConfiguration.class, EventLoopsAutoConfiguration.class })
@EnableConfigurationProperties(SocketProperties.class)
public final class ListenerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ConnectionRegistry socketConnectionRegistry() {
		return new ConnectionRegistry();
	}

	@Bean
	ListenerBootstrap socketListenerBootstrap(SocketProperties properties, ConfigurableListableBeanFactory beans,
			EventLoops loops, SocketRequestChannel channel, RequestSubscription subscription, ErrorReply errorReply,
			ConnectionRegistry registry, TlsBundles bundles, ConfigurableEnvironment environment,
			ApplicationEventPublisher publisher) {
		ListenerFactory factory = new ListenerFactory(beans, loops, channel, errorReply, registry,
				SharedLimits.of(properties), bundles);
		return new ListenerBootstrap(properties, factory, subscription::ensure, environment, publisher);
	}

	@Bean
	Listeners socketListeners(ListenerBootstrap bootstrap) {
		return bootstrap.listeners();
	}

}
