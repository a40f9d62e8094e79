package org.socketservice.listener;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.testing.Certificates;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A bundle that no client could talk to stops the start, and the text says what to do.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsBundleTests {

	private static Certificates certificates;

	@BeforeAll
	static void make(@TempDir Path directory) {
		certificates = Certificates.createIn(directory);
	}

	private static void refuse(String... properties) {
		String[] arguments = new String[properties.length + 1];
		arguments[0] = "--socket.listeners.tcp.port=0";
		for (int i = 0; i < properties.length; i++) {
			arguments[i + 1] = "--" + properties[i];
		}
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.run(arguments)
				.close());
	}

	private static String keystore(String what, String file) {
		return "spring.ssl.bundle.pem.web.keystore." + what + "=file:" + certificates.file(file);
	}

	@Test
	void shouldNameTheBundlesThereAre(CapturedOutput output) {
		refuse("socket.listeners.tcp.ssl.bundle=wbe", keystore("certificate", "server.pem"),
				keystore("private-key", "server.key"));
		assertThat(output).contains("Property: socket.listeners.tcp.ssl.bundle", "Value: \"wbe\"",
				"there is no SSL bundle of this name", "did you mean web? Write one of web");
	}

	@Test
	void shouldTellThatTheKeyIsMissing(CapturedOutput output) {
		refuse("socket.listeners.tcp.ssl.bundle=web", keystore("certificate", "server.pem"));
		assertThat(output).contains("Property: socket.listeners.tcp.ssl.bundle", "Value: \"web\"",
				"the SSL bundle is of no use", "is its private key set", "under spring.ssl.bundle.pem.web");
	}

	@Test
	void shouldTellThatTheKeyIsAnothersKey(CapturedOutput output) {
		refuse("socket.listeners.tcp.ssl.bundle=web", keystore("certificate", "server.pem"),
				keystore("private-key", "alice.key"));
		assertThat(output).contains("Property: socket.listeners.tcp.ssl.bundle", "the SSL bundle is of no use");
	}

	@Test
	void shouldNotTakeEveryPublicAuthorityForClients(CapturedOutput output) {
		refuse("socket.listeners.tcp.ssl.bundle=web", "socket.listeners.tcp.ssl.client-auth=need",
				keystore("certificate", "server.pem"), keystore("private-key", "server.key"));
		assertThat(output).contains("its truststore is not set");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
