package org.socketservice.listener;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.socketservice.connection.ConnectionInfo;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which addresses a listener answers on.
 */
class AddressTests {

	private static final String IPV4 = "127.0.0.1";

	private static final String IPV6 = "::1";

	@Test
	void shouldListenOnBothFamiliesByDefault() throws UnknownHostException {
		try (RunningService service = RunningService.start()) {
			ConnectionInfo four = serve(service, IPV4);
			assertThat(four.remote()).startsWith("127.0.0.1:");
			assertThat(four.local()).isEqualTo("127.0.0.1:" + service.port());
			ConnectionInfo six = serve(service, IPV6);
			assertThat(six.remote()).startsWith("[::1]:");
			assertThat(six.local()).endsWith("]:" + service.port());
		}
	}

	@ParameterizedTest
	@CsvSource({ IPV4 + "," + IPV4 + "," + IPV6, IPV6 + "," + IPV6 + "," + IPV4, "0.0.0.0," + IPV4 + "," + IPV6 })
	void shouldListenOnNoOtherAddressThanTheOneGiven(String address, String served, String refused)
			throws UnknownHostException {
		try (RunningService service = RunningService.start("address=" + address)) {
			serve(service, served);
			InetAddress other = InetAddress.getByName(refused);
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> RawClient.connect(other, service.port()))
				.withCauseInstanceOf(ConnectException.class);
		}
	}

	private static ConnectionInfo serve(RunningService service, String address) throws UnknownHostException {
		try (RawClient client = RawClient.connect(InetAddress.getByName(address), service.port())) {
			assertThat(client.send("hello\n").readText(6)).isEqualTo("HELLO\n");
			return service.await(client, (info) -> true);
		}
	}

}
