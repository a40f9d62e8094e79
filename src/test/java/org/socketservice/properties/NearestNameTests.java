package org.socketservice.properties;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NearestName}.
 */
class NearestNameTests {

	private static final List<String> NAMES = List.of("port", "path", "protocol", "transport", "address",
			"idle-timeout", "reply-timeout", "io", "max-message-size");

	@ParameterizedTest
	@CsvSource({ "prot, port", "pot, port", "ports, port", "pth, path", "adress, address", "idel-timeout, idle-timeout",
			"max-msg-size, max-message-size", "timeout, ", "oi, io", "x, ", "qqqq, ", "transprot, transport", "ol, " })
	void shouldFindWhatWasMeantWhenItIsNear(String misspelt, String meant) {
		assertThat(NearestName.of(misspelt, NAMES)).isEqualTo(meant);
	}

}
