package org.socketservice.transport;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KernelRelease}.
 */
class KernelReleaseTests {

	@ParameterizedTest
	@CsvSource({ "6.1.0-18-amd64, true", "6.1, true", "6.18.3+, true", "7.0.0-rc1, true", "10.0, true", "6.0.19, false",
			"5.15.0-1034-aws, false", "4.18.0-553.el8_10.x86_64, false", "'', false", "unknown, false", "6, false",
			"99999999999.1, false" })
	void shouldCompare(String release, boolean atLeast) {
		assertThat(KernelRelease.of(release).isAtLeast(6, 1)).isEqualTo(atLeast);
	}

}
