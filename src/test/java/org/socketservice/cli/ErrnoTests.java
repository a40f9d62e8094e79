package org.socketservice.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Errno} and {@link ConnectFailedException}.
 */
class ErrnoTests {

	@ParameterizedTest
	@EnumSource
	void shouldBeFoundByItsText(Errno errno) {
		assertThat(Errno.of(new SocketException(errno.text()))).isEqualTo(errno);
	}

	@Test
	void shouldBeFoundByTypeWhenTheTextIsUnknown() {
		assertThat(Errno.of(new ConnectException("Verbindungsaufbau abgelehnt"))).isEqualTo(Errno.ECONNREFUSED);
		assertThat(Errno.of(new NoRouteToHostException("Keine Route"))).isEqualTo(Errno.EHOSTUNREACH);
		assertThat(Errno.of(new SocketTimeoutException("Connect timed out"))).isEqualTo(Errno.ETIMEDOUT);
		assertThat(Errno.of(new SocketException("Connection reset"))).isNull();
		assertThat(Errno.of(new SocketException("Unix domain path too long"))).isEqualTo(Errno.ENAMETOOLONG);
		assertThat(Errno.of(new IOException())).isNull();
	}

	@Test
	void shouldBecomeTheExitStatus() {
		Target target = new Target("::1", 1, null);
		ConnectFailedException refused = new ConnectFailedException(target, new ConnectException("Connection refused"));
		assertThat(refused).hasMessage("[::1]:1: Connection refused (ECONNREFUSED)");
		assertThat(refused.exitStatus()).isEqualTo(111);
	}

	@Test
	void shouldNotInventANumberForAnUnknownHost() {
		ConnectFailedException unknown = new ConnectFailedException(new Target("nosuch.invalid", 1, null),
				new UnknownHostException("nosuch.invalid"));
		assertThat(unknown).hasMessage("nosuch.invalid:1: Name or service not known");
		assertThat(unknown.exitStatus()).isOne();
	}

}
