package org.socketservice.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.socketservice.properties.CheckedProperties;
import org.socketservice.properties.PropertyChecks;
import org.socketservice.properties.PropertyNames;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * All clients.
 *
 * @param clients Clients of socket servers by name ([a-z][a-z0-9]*). Empty: none.
 */
@ConfigurationProperties("socket")
public record ClientsProperties(@DefaultValue Map<String, ClientProperties> clients) implements CheckedProperties {

	/**
	 * Binds the properties.
	 */
	public ClientsProperties {
		clients = Collections.unmodifiableMap(new LinkedHashMap<>(clients));
	}

	@Override
	public void check(PropertyChecks checks) {
		this.clients.forEach((name, client) -> {
			if (PropertyNames.check(checks, "clients", name)) {
				new ClientRules(client, checks.at("clients." + name)).check();
			}
		});
	}

}
