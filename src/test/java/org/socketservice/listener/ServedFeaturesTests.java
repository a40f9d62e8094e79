package org.socketservice.listener;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Nothing is promised and then left out.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServedFeaturesTests {

	@ParameterizedTest
	@CsvSource({ "transport,unix,path=/nowhere/socket" })
	void shouldStopTheStartWhenAListenerAsksForMore(String property, String value, String needed,
			CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.run("--socket.listeners.echo." + property + "=" + value, "--socket.listeners.echo." + needed)
				.close());
		assertThat(output).contains("Property: socket.listeners.echo." + property, "Value: \"" + value + "\"",
				"not served by this version");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
