package org.socketservice.client;

import org.socketservice.transport.EventLoopsAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Clients as declared under {@code socket.clients}.
 */
@AutoConfiguration(after = EventLoopsAutoConfiguration.class)
@EnableConfigurationProperties(ClientsProperties.class)
public final class ClientAutoConfiguration {

	@Bean
	static ClientRegistrar socketClientRegistrar() {
		return new ClientRegistrar();
	}

}
