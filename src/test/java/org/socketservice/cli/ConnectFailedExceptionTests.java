package org.socketservice.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectFailedException}.
 */
class ConnectFailedExceptionTests {

	private final Target target = Target.tcp("::1", 1, null);

	@ParameterizedTest
	@CsvSource({ "Connection refused, ECONNREFUSED, 111", "No route to host, EHOSTUNREACH, 113",
			"Too many open files, EMFILE, 24", "Cannot assign requested address, EADDRNOTAVAIL, 99" })
	void shouldCarryTheErrorNumber(String text, String name, int number) {
		ConnectFailedException failure = new ConnectFailedException(this.target, new SocketException(text));
		assertThat(failure).hasMessage("[::1]:1: " + text + " (" + name + ")");
		assertThat(failure.exitStatus()).isEqualTo(number);
	}

	@Test
	void shouldNotInventANumberWhenNoSystemCallFailed() {
		ConnectFailedException unknown = new ConnectFailedException(Target.tcp("nosuch.invalid", 1, null),
				new UnknownHostException("nosuch.invalid"));
		assertThat(unknown).hasMessage("nosuch.invalid:1: Name or service not known");
		assertThat(unknown.exitStatus()).isOne();
		assertThat(new ConnectFailedException(this.target, new IOException("odd"))).hasMessage("[::1]:1: odd");
		assertThat(new ConnectFailedException(this.target, new ConnectException()))
			.hasMessageEndingWith("(ECONNREFUSED)");
	}

}
