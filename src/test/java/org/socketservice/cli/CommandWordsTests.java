package org.socketservice.cli;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CommandWords}.
 */
class CommandWordsTests {

	@ParameterizedTest
	@CsvSource({ "'java|send|straße|x|', 2, 'straße x'", "'java|send|straße|', 1, 'straße'", "'send||', 1, ''",
			"'send|||', 2, ' '", "'send|a||b|', 3, 'a  b'", "'a|b|', 2, 'a b'" })
	void shouldTakeTheLastWords(String line, int count, String expected) {
		byte[] bytes = line.replace('|', '\0').getBytes(StandardCharsets.UTF_8);
		assertThat(new String(CommandWords.last(bytes, count), StandardCharsets.UTF_8)).isEqualTo(expected);
	}

}
