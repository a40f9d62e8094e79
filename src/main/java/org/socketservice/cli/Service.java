package org.socketservice.cli;

import java.util.Map;

import org.socketservice.cli.launch.ServiceFile;

import org.springframework.boot.SpringApplication;

/**
 * The runnable service: the library with a web server for the actuator and defaults for
 * people who try it by hand.
 */
public final class Service {

	/** What the library leaves off; any property source of the user overrides it. */
	public static final Map<String, Object> DEFAULTS = Map.ofEntries(
			Map.entry("spring.application.name", "socket-service"), Map.entry("socket.quiet-period", "250ms"),
			Map.entry("server.shutdown", "graceful"),
			Map.entry("management.endpoints.web.exposure.include",
					"health,info,metrics,prometheus,listeners,connections"),
			Map.entry("management.endpoint.health.show-components", "always"),
			Map.entry("management.endpoint.health.show-details", "always"),
			Map.entry("management.endpoint.health.probes.enabled", "true"),
			Map.entry("management.endpoint.health.group.readiness.include", "readinessState,listeners"),
			Map.entry("management.endpoint.health.group.readiness.show-components", "always"),
			Map.entry("management.health.diskspace.enabled", "false"),
			// for heat maps and quantiles over all replicas
			Map.entry("management.metrics.distribution.slo.socket.server.reply.duration",
					"100us,250us,500us,1ms,2500us,5ms,10ms,25ms,50ms,100ms,250ms,500ms,1s,2500ms,5s,10s"),
			Map.entry("spring.autoconfigure.exclude", String.join(",", LeanStart.EXCLUDED)),
			// nothing but the actuator is served
			Map.entry("spring.web.resources.add-mappings", "false"),
			// the last request was answered before the event loops are told to end
			Map.entry("spring.reactor.netty.shutdown-quiet-period", "0s"),
			Map.entry("spring.ssl.bundle.watch.file.quiet-period", "1s"),
			// Which beans start and stop is not the operator's matter; what listens is
			// logged.
			Map.entry("logging.level.org.springframework.integration", "warn"),
			Map.entry("logging.level.org.socketservice.gateway.SocketInboundGateway", "warn"),
			Map.entry("logging.level.org.socketservice.gateway.DatagramInboundGateway", "warn"),
			Map.entry("logging.level.org.socketservice.gateway.SocketRequestChannel", "warn"),
			Map.entry("logging.level.org.socketservice.listener.NettyServerConnectionFactory", "warn"));

	private Service() {
	}

	static void start(Class<?> application, String... args) {
		SpringApplication spring = new SpringApplication(application);
		spring.setDefaultProperties(DEFAULTS);
		spring.addInitializers(new AllSockets(), new ActuatorPort());
		ReadinessUrl url = new ReadinessUrl(ServiceFile.ofThisUser());
		spring.addListeners(url);
		SpringApplication.getShutdownHandlers().add(url::remove);
		spring.run(args);
	}

}
