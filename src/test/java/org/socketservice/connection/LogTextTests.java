package org.socketservice.connection;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogText}.
 */
class LogTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "straße ✓ 😀", "a\\nb", "tab is none: |" })
	void shouldLeavePlainTextAlone(String text) {
		assertThat(LogText.escape(text)).isSameAs(text);
	}

	@Test
	void shouldEscapeWhatEndsOrReordersALine() {
		assertThat(LogText.escape("a\r\n2026 INFO forged")).isEqualTo("a\\u000d\\u000a2026 INFO forged");
		assertThat(LogText.escape("\u001b[2Jx\u0007\0\u007f\u0085"))
			.isEqualTo("\\u001b[2Jx\\u0007\\u0000\\u007f\\u0085");
		assertThat(LogText.escape("\u2028\u2029\u202e\u200b")).isEqualTo("\\u2028\\u2029\\u202e\\u200b");
		assertThat(LogText.escape("😀\ud800 \udc00")).isEqualTo("😀\\ud800 \\udc00");
	}

	@Test
	void shouldLeavePlainExceptionsAlone() {
		IOException plain = new IOException("plain", new IllegalStateException("cause"));
		plain.addSuppressed(new IllegalArgumentException("suppressed"));
		assertThat(LogText.escape(plain)).isSameAs(plain);
	}

	@Test
	void shouldEscapeMessagesOfExceptionsTheirCausesAndSuppressedOnes() {
		IOException failure = new IOException("a\nb", new IllegalStateException("c\nd"));
		failure.addSuppressed(new IllegalArgumentException("e\nf"));
		String trace = print(LogText.escape(failure));
		assertThat(trace).contains("java.io.IOException: a\\u000ab", "java.lang.IllegalStateException: c\\u000ad",
				"java.lang.IllegalArgumentException: e\\u000af", "\tat " + getClass().getName());
		assertThat(trace.lines()).noneMatch((line) -> line.startsWith("b") || line.startsWith("d"));
	}

	@Test
	void shouldSurviveACircleOfCauses() {
		IOException first = new IOException("first\n");
		IllegalStateException second = new IllegalStateException("second\n", first);
		first.initCause(second);
		assertThat(LogText.escape(first)).hasMessageContaining("first\\u000a");
	}

	private static String print(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text, true));
		return text.toString();
	}

}
