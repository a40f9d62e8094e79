package org.socketservice.framing;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.socketservice.framing.Feeder.Found.message;

class UnframedBytesTests {

	private final Feeder feeder = new Feeder(Framing.UNFRAMED.newReader(8));

	@Test
	void shouldTakeEveryReadAsMessageWhenShort() throws FramingException {
		this.feeder.receive("one\n");
		this.feeder.receive("");
		this.feeder.receive("\0");
		assertThat(this.feeder.receive("12345678")).containsExactly(message("one\n"), message("\0"),
				message("12345678"));
		assertThat(this.feeder.end()).hasSize(3);
	}

	@Test
	void shouldCutReadWhenLongerThanTheMaximum() throws FramingException {
		assertThat(this.feeder.receive("12345678901234567")).containsExactly(message("12345678"), message("90123456"),
				message("7"));
	}

	@Test
	void shouldWriteBytesAsTheyAre() throws FramingException {
		FrameBuffer out = new FrameBuffer(0);
		Framing.UNFRAMED.write(new byte[] { 'a' }, FrameReader.LF, out);
		Framing.UNFRAMED.write(new byte[] { 0, 2, 3, '\n' }, FrameReader.NONE, out);
		assertThat(new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1)).isEqualTo("a\0\2\3\n");
	}

}
