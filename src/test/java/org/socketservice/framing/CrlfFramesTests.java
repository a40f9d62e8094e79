package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.socketservice.framing.Feeder.Found.message;

class CrlfFramesTests {

	private final Feeder feeder = new Feeder(Framing.CRLF.newReader(8));

	@Test
	void shouldEndMessageAtCrLfOnlyWhenLfOrCrStandAlone() throws FramingException {
		assertThat(this.feeder.receive("a\nb\rc\r\n\r\n\n\r\n\r\r\nd\n")).containsExactly(
				message("a\nb\rc", FrameReader.CRLF), message("", FrameReader.CRLF), message("\n", FrameReader.CRLF),
				message("\r", FrameReader.CRLF));
		assertThat(this.feeder.end()).endsWith(message("d\n"));
	}

	@Test
	void shouldNotTakeCrOfTheFrameBeforeWhenMessageBeginsWithLf() throws FramingException {
		byte[] buffer = "\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);
		FrameReader reader = Framing.CRLF.newReader(8);
		assertThat(reader.find(buffer, 1, 5)).isEqualTo(FrameReader.MESSAGE);
		assertThat(reader.start()).isEqualTo(1);
		assertThat(reader.end()).isEqualTo(3);
	}

	@Test
	void shouldTakeRestAsMessageWhenInputEnds() throws FramingException {
		assertThat(Feeder.read(Framing.CRLF.newReader(8), "a\r\nrest\r"))
			.containsExactly(message("a", FrameReader.CRLF), message("rest\r"));
	}

	@Test
	void shouldAcceptMessageWhenItIsAsLongAsAllowed() throws FramingException {
		assertThat(this.feeder.receive("12345678\r")).isEmpty();
		assertThat(this.feeder.receive("\n1234567\n")).containsExactly(message("12345678", FrameReader.CRLF));
		assertThat(this.feeder.end()).endsWith(message("1234567\n"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "123456789", "12345678\rx", "12345678\n", "12345678\n\r\n", "123456789\r\n" })
	void shouldRefuseAtOnceWhenMessageIsTooLong(String input) {
		assertThatExceptionOfType(FramingException.class).isThrownBy(() -> this.feeder.receive(input))
			.withMessage("message longer than 8 bytes");
	}

	@Test
	void shouldRefuseRestWhenItsCrMakesItTooLong() throws FramingException {
		this.feeder.receive("12345678\r");
		assertThatExceptionOfType(FramingException.class).isThrownBy(this.feeder::end)
			.withMessage("message longer than 8 bytes");
	}

	@Test
	void shouldLookAtNoByteTwiceWhenMessageArrivesSlowly() throws FramingException {
		FrameReader reader = Framing.CRLF.newReader(100);
		byte[] buffer = "..abcdefghijkl\r\n".getBytes(StandardCharsets.US_ASCII);
		assertThat(reader.find(buffer, 2, 6)).isEqualTo(FrameReader.INCOMPLETE);
		Arrays.fill(buffer, 2, 5, (byte) '\r');
		buffer[5] = '\n';
		assertThat(reader.find(buffer, 2, buffer.length)).isEqualTo(FrameReader.MESSAGE);
		assertThat(reader.end()).isEqualTo(14);
	}

	@Test
	void shouldWriteCrLfWhenRequestHadATerminator() throws FramingException {
		FrameBuffer out = new FrameBuffer(0);
		Framing.CRLF.write(new byte[] { 'a' }, FrameReader.CRLF, out);
		Framing.CRLF.write(new byte[] { 'b' }, FrameReader.LF, out);
		Framing.CRLF.write(new byte[] { 'c' }, FrameReader.NONE, out);
		assertThat(new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1)).isEqualTo("a\r\nb\r\nc");
	}

}
