package org.socketservice.cli.launch;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Launcher}.
 */
class LauncherTests {

	@ParameterizedTest
	@ValueSource(strings = { "send", "send hello", "send -p 9999 hello", "send -v -- tls k" })
	void shouldStartSendWithFewClasses(String arguments) {
		assertThat(Launcher.isPlainSend(arguments.split(" "))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "serve", "bench --tls", "send --tls hello", "send -k hello", "send -vk hello",
			"send --insecure hello", "send --cacert=ca.pem hello", "send --cert a.pem --key a.key hello" })
	void shouldLeaveTheRestToSpringBoot(String arguments) {
		assertThat(Launcher.isPlainSend(arguments.split(" "))).isFalse();
	}

}
