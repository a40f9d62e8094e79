package org.socketservice;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The runnable service: the library with a web server for the actuator and defaults for
 * people who try it by hand.
 */
@SpringBootApplication
public class SocketServiceApplication {

	/** What the library leaves off; any property source of the user overrides it. */
	static final Map<String, Object> DEFAULTS = Map.ofEntries(Map.entry("spring.application.name", "socket-service"),
			Map.entry("socket.quiet-period", "250ms"), Map.entry("server.shutdown", "graceful"),
			Map.entry("management.endpoints.web.exposure.include",
					"health,info,metrics,prometheus,listeners,connections"),
			Map.entry("management.endpoint.health.show-components", "always"),
			Map.entry("management.endpoint.health.show-details", "always"),
			Map.entry("management.endpoint.health.probes.enabled", "true"),
			Map.entry("management.endpoint.health.group.readiness.include", "readinessState,listeners"),
			Map.entry("management.endpoint.health.group.readiness.show-components", "always"),
			Map.entry("management.health.diskspace.enabled", "false"));

	/**
	 * Start the service.
	 * @param args Spring arguments
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(SocketServiceApplication.class);
		application.setDefaultProperties(DEFAULTS);
		application.run(args);
	}

}
