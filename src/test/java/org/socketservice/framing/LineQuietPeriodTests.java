package org.socketservice.framing;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.socketservice.framing.Feeder.Found.echo;
import static org.socketservice.framing.Feeder.Found.message;

/**
 * The quiet period of {@link Framing#LINE}.
 */
class LineQuietPeriodTests {

	private final FrameReader reader = Framing.LINE.newReader(16);

	private final Feeder feeder = new Feeder(this.reader);

	@Test
	void shouldTakeWhatIsThereAsMessageWhenQuiet() throws FramingException {
		assertThat(this.feeder.receive("hello")).isEmpty();
		assertThat(this.feeder.quiet()).containsExactly(message("hello"));
		assertThat(this.reader.isQuietAllowed()).isTrue();
		assertThat(this.feeder.end()).hasSize(1);
	}

	@Test
	void shouldTakeNothingWhenNothingIsThere() throws FramingException {
		assertThat(this.feeder.quiet()).isEmpty();
		this.feeder.receive("hello");
		this.feeder.quiet();
		assertThat(this.feeder.quiet()).hasSize(1);
	}

	@Test
	void shouldEchoLfWhenItComesAfterQuietMessage() throws FramingException {
		this.feeder.receive("hello");
		this.feeder.quiet();
		assertThat(this.feeder.receive("\nnext\nrest")).containsExactly(message("hello"), echo("\n", FrameReader.LF),
				message("next", FrameReader.LF));
		assertThat(this.reader.isQuietAllowed()).isFalse();
		assertThat(this.feeder.quiet()).as("the rule is off").hasSize(3);
	}

	@Test
	void shouldEchoOneTerminatorOnlyWhenSeveralCome() throws FramingException {
		this.feeder.receive("hello");
		this.feeder.quiet();
		assertThat(this.feeder.receive("\n\n")).containsExactly(message("hello"), echo("\n", FrameReader.LF),
				message("", FrameReader.LF));
	}

	@Test
	void shouldEchoCrLfWhenItComesInTwoSegments() throws FramingException {
		this.feeder.receive("hello");
		this.feeder.quiet();
		assertThat(this.feeder.receive("\r")).hasSize(1);
		assertThat(this.feeder.receive("\n")).containsExactly(message("hello"), echo("\r\n", FrameReader.CRLF));
		assertThat(this.reader.isQuietAllowed()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { " world\n", "\rworld\n", "\r\r\n", "w\r\n" })
	void shouldTakeNewMessageWhenOtherBytesComeAfterQuietMessage(String next) throws FramingException {
		this.feeder.receive("hello");
		this.feeder.quiet();
		String content = next.endsWith("\r\n") ? next.substring(0, next.length() - 2)
				: next.substring(0, next.length() - 1);
		for (byte value : next.getBytes(StandardCharsets.ISO_8859_1)) {
			this.feeder.receive(new byte[] { value });
		}
		assertThat(this.feeder.found()).containsExactly(message("hello"),
				message(content, next.endsWith("\r\n") ? FrameReader.CRLF : FrameReader.LF));
	}

	@Test
	void shouldKeepTheRuleWhenQuietMessagesFollowOneAnother() throws FramingException {
		this.feeder.receive("one");
		this.feeder.quiet();
		this.feeder.receive("two");
		this.feeder.quiet();
		this.feeder.receive("\n");
		assertThat(this.feeder.found()).containsExactly(message("one"), message("two"), echo("\n", FrameReader.LF));
	}

	@Test
	void shouldLeaveCrOutOfMessageWhenItMayBeHalfATerminator() throws FramingException {
		this.feeder.receive("hello\r");
		assertThat(this.reader.findQuiet("hello\r".getBytes(StandardCharsets.US_ASCII), 0, 6))
			.isEqualTo(FrameReader.MESSAGE);
		assertThat(this.reader.end()).isEqualTo(5);
		assertThat(this.reader.next()).isEqualTo(5);
		assertThat(this.reader.find("\r\n".getBytes(StandardCharsets.US_ASCII), 0, 2)).isEqualTo(FrameReader.ECHO);
		assertThat(this.reader.next()).isEqualTo(2);
	}

	@Test
	void shouldEchoCrWhenNothingFollowsItBeforeTheNextQuietPeriod() throws FramingException {
		this.feeder.receive("hello\r");
		assertThat(this.feeder.quiet()).containsExactly(message("hello"), echo("\r", FrameReader.NONE));
		this.feeder.receive("\nworld\n");
		assertThat(this.feeder.found()).endsWith(echo("\n", FrameReader.LF), message("world", FrameReader.LF))
			.hasSize(4);
	}

	@Test
	void shouldEchoCrWhenInputEndsAfterQuietMessage() throws FramingException {
		this.feeder.receive("hello");
		this.feeder.quiet();
		this.feeder.receive("\r");
		assertThat(this.feeder.end()).containsExactly(message("hello"), echo("\r", FrameReader.NONE));
	}

	@Test
	void shouldTakeRestAsMessageWhenInputEndsAfterQuietMessage() throws FramingException {
		this.feeder.receive("hello");
		this.feeder.quiet();
		this.feeder.receive("\rx");
		assertThat(this.feeder.end()).containsExactly(message("hello"), message("\rx"));
	}

	@Test
	void shouldWaitWhenNothingButCrHasCome() throws FramingException {
		this.feeder.receive("\r");
		assertThat(this.feeder.quiet()).isEmpty();
		assertThat(this.feeder.receive("\n")).containsExactly(message("", FrameReader.CRLF));
	}

	@Test
	void shouldNotTakeAMessageWhenATerminatorHasCome() throws FramingException {
		this.feeder.receive("a\nrest");
		assertThat(this.reader.isQuietAllowed()).isFalse();
		assertThat(this.reader.findQuiet("rest".getBytes(StandardCharsets.US_ASCII), 0, 4))
			.isEqualTo(FrameReader.INCOMPLETE);
		assertThat(this.feeder.receive("\n")).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u00c3", "a\u00c3", "\u00e2\u0082", "caf\u00c3", "\u00f0\u009f\u0098" })
	void shouldWaitWhenACharacterIsIncomplete(String input) throws FramingException {
		this.feeder.receive(input);
		assertThat(this.feeder.quiet()).isEmpty();
		this.feeder.receive("\u00a9");
		assertThat(this.feeder.quiet()).containsExactly(message(input + "\u00a9"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u00ff", "\u00c3\u00a9", "\u00e0\u0080", "\u00c3\r" })
	void shouldNotWaitWhenNoByteCouldCompleteACharacter(String input) throws FramingException {
		this.feeder.receive(input);
		assertThat(this.feeder.quiet()).startsWith(message(input.replace("\r", "")));
	}

	@Test
	void shouldLimitEachMessageWhenQuietMessagesFollowOneAnother() throws FramingException {
		this.feeder.receive("1234567890123456");
		this.feeder.quiet();
		this.feeder.receive("1234567890123456");
		this.feeder.quiet();
		assertThat(this.feeder.found()).hasSize(2);
		assertThatExceptionOfType(FramingException.class).isThrownBy(() -> this.feeder.receive("12345678901234567"))
			.withMessage("message longer than 16 bytes");
	}

	@Test
	void shouldLookAtAllBytesWhenAMessageFollowsAQuietOne() throws FramingException {
		this.feeder.receive("1234567890");
		this.feeder.quiet();
		assertThat(this.feeder.receive("a\nb\n")).containsExactly(message("1234567890"), message("a", FrameReader.LF),
				message("b", FrameReader.LF));
	}

}
