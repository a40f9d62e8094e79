package org.socketservice.actuate;

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
 * The endpoint {@code listeners}, where it is exposed.
 */
@AutoConfiguration(after = ListenerAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(Listeners.class)
@ConditionalOnAvailableEndpoint(ListenersEndpoint.class)
public final class ListenersEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ListenersEndpoint listenersEndpoint(Listeners listeners) {
		return new ListenersEndpoint(listeners);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ListenersEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	ListenersWebEndpointExtension listenersWebEndpointExtension(ListenersEndpoint endpoint) {
		return new ListenersWebEndpointExtension(endpoint);
	}

}
