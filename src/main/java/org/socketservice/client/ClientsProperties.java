package org.socketservice.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * All clients.
 *
 * @param clients Clients of socket servers by name ([a-z][a-z0-9]*).
 */
@ConfigurationProperties("socket")
public record ClientsProperties(@DefaultValue Map<String, ClientProperties> clients) {

	/**
	 * Binds the properties.
	 */
	public ClientsProperties {
		clients = Collections.unmodifiableMap(new LinkedHashMap<>(clients));
	}

}
