package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.socketservice.framing.Feeder.Found.message;

class LineFramesTests {

	private final Feeder feeder = new Feeder(Framing.LINE.newReader(8));

	@Test
	void shouldTellTerminatorsApartWhenSeveralLinesComeAtOnce() throws FramingException {
		assertThat(this.feeder.receive("one\ntwo\r\n\n\r\nthr"))
			.containsExactly(message("one", FrameReader.LF), message("two", FrameReader.CRLF),
					message("", FrameReader.LF), message("", FrameReader.CRLF))
			.isEqualTo(this.feeder.receive(""));
	}

	@Test
	void shouldKeepCrWhenItIsNotBeforeLf() throws FramingException {
		assertThat(this.feeder.receive("a\rb\n\r\r\n")).containsExactly(message("a\rb", FrameReader.LF),
				message("\r", FrameReader.CRLF));
	}

	@Test
	void shouldTakeRestAsMessageWhenInputEnds() throws FramingException {
		assertThat(Feeder.read(Framing.LINE.newReader(8), "a\nrest")).containsExactly(message("a", FrameReader.LF),
				message("rest"));
		assertThat(Feeder.read(Framing.LINE.newReader(8), "rest\r")).containsExactly(message("rest\r"));
		assertThat(Feeder.read(Framing.LINE.newReader(8), "\r")).containsExactly(message("\r"));
		assertThat(Feeder.read(Framing.LINE.newReader(8), "a\n")).containsExactly(message("a", FrameReader.LF));
	}

	@Test
	void shouldAcceptMessageWhenItIsAsLongAsAllowed() throws FramingException {
		assertThat(this.feeder.receive("12345678\r")).isEmpty();
		assertThat(this.feeder.receive("\n12345678\n12345678")).containsExactly(message("12345678", FrameReader.CRLF),
				message("12345678", FrameReader.LF));
		assertThat(this.feeder.end()).endsWith(message("12345678"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "123456789", "12345678\rx", "12345678\r\r", "123456789\n", "123456789\r\n",
			"12345678901234567890" })
	void shouldRefuseAtOnceWhenMessageIsTooLong(String input) {
		assertThatExceptionOfType(FramingException.class).isThrownBy(() -> this.feeder.receive(input))
			.withMessage("message longer than 8 bytes")
			.extracting(FramingException::kind)
			.isEqualTo(FramingException.Kind.TOO_LONG);
	}

	@Test
	void shouldRefuseRestWhenItsCrMakesItTooLong() throws FramingException {
		assertThat(this.feeder.receive("12345678\r")).isEmpty();
		assertThatExceptionOfType(FramingException.class).isThrownBy(this.feeder::end)
			.withMessage("message longer than 8 bytes");
	}

	@Test
	void shouldLookAtNoByteTwiceWhenMessageArrivesSlowly() throws FramingException {
		FrameReader reader = Framing.LINE.newReader(100);
		byte[] buffer = "..abcdefghijkl\nxyz\n".getBytes(StandardCharsets.US_ASCII);
		assertThat(reader.find(buffer, 2, 6)).isEqualTo(FrameReader.INCOMPLETE);
		Arrays.fill(buffer, 2, 6, (byte) '\n');
		assertThat(reader.find(buffer, 2, buffer.length)).isEqualTo(FrameReader.MESSAGE);
		assertThat(reader.end()).as("beyond what was seen before").isEqualTo(14);
		assertThat(reader.find(buffer, reader.next(), buffer.length)).isEqualTo(FrameReader.MESSAGE);
		assertThat(reader.start()).isEqualTo(15);
		assertThat(reader.end()).as("from the beginning of a new message").isEqualTo(18);
	}

	@Test
	void shouldWriteTerminatorOfRequestWhenReplying() throws FramingException {
		FrameBuffer out = new FrameBuffer(0);
		Framing.LINE.write(bytes("a"), FrameReader.LF, out);
		Framing.LINE.write(bytes("b"), FrameReader.CRLF, out);
		Framing.LINE.write(bytes("two\nlines"), FrameReader.LF, out);
		Framing.LINE.write(bytes(""), FrameReader.LF, out);
		Framing.LINE.write(bytes("c"), FrameReader.NONE, out);
		assertThat(new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1))
			.isEqualTo("a\nb\r\ntwo\nlines\n\nc");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
