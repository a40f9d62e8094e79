package org.socketservice.properties;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the configuration metadata: what IDEs show while somebody types.
 */
class MetadataTests {

	static Stream<Metadata.Entry> properties() throws ClassNotFoundException {
		return Stream
			.of(Metadata.ofApplication(),
					Metadata.ofType(Class.forName("org.socketservice.listener.ListenerProperties")),
					Metadata.ofType(Class.forName("org.socketservice.client.ClientProperties")))
			.flatMap((entries) -> entries.stream());
	}

	@ParameterizedTest
	@MethodSource("properties")
	void shouldDescribeWhenThereIsAProperty(Metadata.Entry property) {
		assertThat(property.description()).isNotNull().matches("[A-Z0-9].{10,}\\.");
	}

	@ParameterizedTest
	@MethodSource("properties")
	void shouldNameDefaultOrSayWhatUnsetMeansWhenThereIsAProperty(Metadata.Entry property) {
		if (property.defaultValue() == null) {
			assertThat(property.description()).containsPattern("(Unset|Empty): \\w+");
		}
		else {
			assertThat(property.description()).doesNotContainPattern("(Unset|Empty): ");
		}
	}

	@Test
	void shouldCoverAllRecordsWhenGenerated() throws ClassNotFoundException {
		assertThat(properties()).hasSize(11 + 40 + 14);
	}

}
