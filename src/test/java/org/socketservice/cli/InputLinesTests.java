package org.socketservice.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InputLines}.
 */
class InputLinesTests {

	private static final String TEXT = "a\n\nbc\r\n\rd\r\ne";

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 100 })
	void shouldFindLinesHoweverTheyArrive(int piece) throws IOException {
		InputLines lines = new InputLines(pieces(TEXT, piece));
		List<String> found = new ArrayList<>();
		for (byte[] line = lines.next(); line != null; line = lines.next()) {
			found.add(text(line));
		}
		assertThat(found).containsExactly("a", "", "bc", "\rd", "e");
	}

	@Test
	void shouldTakeWhatCameTogetherAsABatch() throws IOException {
		InputLines lines = new InputLines(pieces("a\nb\nc", 4));
		assertThat(lines.nextBatch()).map(InputLinesTests::text).containsExactly("a", "b");
		assertThat(lines.nextBatch()).map(InputLinesTests::text).containsExactly("c");
		assertThat(lines.nextBatch()).isEmpty();
	}

	@Test
	void shouldTakeLinesLongerThanItsBuffer() throws IOException {
		String line = "x".repeat(300_000);
		InputLines lines = new InputLines(pieces("a\n" + line + "\nb", 70_000));
		assertThat(lines.next()).hasSize(1);
		assertThat(lines.next()).hasSize(300_000);
		assertThat(lines.next()).hasSize(1);
		assertThat(lines.next()).isNull();
	}

	private static String text(byte[] line) {
		return new String(line, StandardCharsets.UTF_8);
	}

	private static InputStream pieces(String text, int size) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {

			@Override
			public synchronized int read(byte[] target, int offset, int length) {
				return super.read(target, offset, Math.min(length, size));
			}

		};
	}

}
