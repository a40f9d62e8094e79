package org.socketservice.actuate;

import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.listener.ListenerAutoConfiguration;
import org.socketservice.listener.Listeners;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The endpoint {@code connections}, where it is exposed.
 */
@AutoConfiguration(after = ListenerAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ ConnectionRegistry.class, Listeners.class })
@ConditionalOnAvailableEndpoint(ConnectionsEndpoint.class)
public final class ConnectionsEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ConnectionsEndpoint connectionsEndpoint(ConnectionRegistry registry, Listeners listeners) {
		return new ConnectionsEndpoint(registry, listeners);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ConnectionsEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	ConnectionsWebEndpointExtension connectionsWebEndpointExtension(ConnectionsEndpoint endpoint) {
		return new ConnectionsWebEndpointExtension(endpoint);
	}

}
