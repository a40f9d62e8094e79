package org.socketservice.properties;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AddressChecks}.
 */
class AddressChecksTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1", "::1, 0:0:0:0:0:0:0:1", "[::1], 0:0:0:0:0:0:0:1", "localhost, ", "1.2.3.4.5, ",
			"[localhost], ", "'', " })
	void shouldReadLiteralWhenItIsOne(String host, String address) {
		var literal = AddressChecks.literal(host);
		assertThat((literal != null) ? literal.getHostAddress() : null).isEqualTo(address);
	}

}
