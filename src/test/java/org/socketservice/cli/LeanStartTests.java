package org.socketservice.cli;

import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.socketservice.RunningService;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link LeanStart}: every name is that of an auto-configuration there is, and
 * the user has the last word.
 */
class LeanStartTests {

	private static final String AOP = "org.springframework.boot.autoconfigure.aop.AopAutoConfiguration";

	@Test
	void shouldNameOnlyAutoConfigurationsThereAre() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates())
			.containsAll(LeanStart.EXCLUDED);
	}

	@Test
	void shouldLeaveOutOnlyWhatIsNamed() {
		Set<String> all;
		Set<String> lean;
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0",
				"spring.autoconfigure.exclude=")) {
			all = autoConfigurations(service);
			assertThat(all).contains(AOP);
		}
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0")) {
			lean = autoConfigurations(service);
			assertThat(service.get("/actuator/health").statusCode()).isEqualTo(200);
			assertThat(service.get("/actuator/prometheus").body()).contains("socket_server_", "jvm_memory_",
					"http_server_requests_", "process_", "system_");
			assertThat(service.get("/nowhere").body()).contains("\"status\":404");
		}
		all.removeAll(lean);
		assertThat(all).isNotEmpty().isSubsetOf(LeanStart.EXCLUDED);
	}

	@Test
	void shouldServeTheActuatorOnAPortOfItsOwn() {
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0", "management.server.port=0")) {
			assertThat(service.context().getEnvironment().getProperty("local.management.port", Integer.class))
				.isPositive();
		}
	}

	private static Set<String> autoConfigurations(RunningService service) {
		Set<String> names = new TreeSet<>();
		for (String name : service.context().getBeanDefinitionNames()) {
			if (name.endsWith("AutoConfiguration")) {
				names.add(name);
			}
		}
		return names;
	}

}
