package org.socketservice.cli;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Refuses a port of the actuator that is none, as those of listeners are refused: the web
 * server would end in a stack trace that names no property.
 */
public final class ActuatorPort implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final int MAX = 65_535;

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		check(context, "server.port");
		check(context, "management.server.port");
	}

	private static void check(ConfigurableApplicationContext context, String name) {
		String value = context.getEnvironment().getProperty(name);
		if (value != null && value.matches("\\d{1,9}") && Integer.parseInt(value) > MAX) {
			throw new InvalidConfigurationPropertyValueException(name, value,
					"is no port: write a whole number from 1 to 65535, or 0 for any free port");
		}
	}

}
