package org.socketservice.actuate;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the library serves without what only operators need.
 */
class LibraryClassPathTests {

	private static final Pattern OPERATORS = Pattern
		.compile("(spring-boot-(actuator|health|micrometer|starter-actuator|starter-micrometer)"
				+ "|micrometer-(core|jakarta9|registry)|prometheus|(spring-boot-)?webflux|spring-boot-reactor"
				+ "|reactor-netty|spring-boot-webtestclient|spring-boot-starter-webflux).*\\.jar");

	private static final List<String> OPERATORS_CLASSES = List.of(
			"org.springframework.boot.actuate.endpoint.annotation.Endpoint",
			"org.springframework.boot.health.contributor.HealthContributor",
			"io.micrometer.core.instrument.binder.MeterBinder");

	@Test
	void shouldServeWhenNeitherActuatorNorMicrometerAreOnTheClassPath() throws Exception {
		try (URLClassLoader library = new URLClassLoader(withoutOperators(), ClassLoader.getPlatformClassLoader())) {
			for (String name : OPERATORS_CLASSES) {
				assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> library.loadClass(name));
			}
			ClassLoader before = Thread.currentThread().getContextClassLoader();
			Thread.currentThread().setContextClassLoader(library);
			try {
				Callable<?> application = (Callable<?>) library.loadClass(LibraryApplication.class.getName())
					.getConstructor()
					.newInstance();
				assertThat(application.call()).isEqualTo("HELLO\n");
			}
			finally {
				Thread.currentThread().setContextClassLoader(before);
			}
		}
	}

	@Test
	void shouldHaveHealthAndMetersButNoEndpointsWhenNothingIsConfigured() {
		new ApplicationContextRunner().withUserConfiguration(LibraryApplication.Configuration.class)
			.withPropertyValues("socket.listeners.tcp.port=0")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("listenersHealthContributor")
				.hasBean("socketListenerMeters")
				.doesNotHaveBean("listenersEndpoint")
				.doesNotHaveBean("connectionsEndpoint"));
	}

	private static URL[] withoutOperators() throws MalformedURLException {
		List<URL> urls = new ArrayList<>();
		for (String entry : StringUtils.delimitedListToStringArray(System.getProperty("java.class.path"),
				File.pathSeparator)) {
			Path path = Path.of(entry);
			if (!OPERATORS.matcher(path.getFileName().toString()).matches()) {
				urls.add(path.toUri().toURL());
			}
		}
		return urls.toArray(URL[]::new);
	}

}
