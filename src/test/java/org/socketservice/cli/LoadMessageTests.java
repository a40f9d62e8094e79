package org.socketservice.cli;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadMessage}.
 */
class LoadMessageTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 9, 10, 15, 16, 0x1234_5678, 0x9ABC_DEF0, 0x0F0F_0F0F, Integer.MAX_VALUE,
			Integer.MIN_VALUE, -1 })
	void shouldBeginWithTheSequenceNumber(int sequence) {
		byte[] line = write(new LoadMessage(32), 3, sequence);
		assertThat(text(line)).startsWith(String.format("%08x", sequence)).endsWith("\n").hasSize(32);
	}

	@ParameterizedTest
	@ValueSource(ints = { 9, 10, 32, 50, 4096 })
	void shouldAcceptExactlyTheMessageInUpperCase(int size) {
		LoadMessage message = new LoadMessage(size);
		for (int connection : new int[] { 0, 1, 40, 41, 999_999 }) {
			byte[] reply = upperCase(write(message, connection, 0xABCDEF01));
			assertThat(message.isReply(reply, 0, connection, 0xABCDEF01)).isTrue();
			assertThat(message.reply(connection, 0xABCDEF01)).isEqualTo(reply);
			for (int i = 0; i < size; i++) {
				reply[i] ^= 1;
				assertThat(message.isReply(reply, 0, connection, 0xABCDEF01)).as("byte %d", i).isFalse();
				reply[i] ^= 1;
			}
		}
	}

	@Test
	void shouldRefuseTheReplyOfAnother() {
		LoadMessage message = new LoadMessage(32);
		byte[] reply = upperCase(write(message, 7, 100));
		assertThat(message.isReply(reply, 0, 8, 100)).isFalse();
		assertThat(message.isReply(reply, 0, 7, 101)).isFalse();
		assertThat(message.isReply(write(message, 7, 100), 0, 7, 100)).isFalse();
	}

	@Test
	void shouldWriteWhereItIsTold() {
		LoadMessage message = new LoadMessage(9);
		byte[] target = "............".getBytes(StandardCharsets.US_ASCII);
		message.write(target, 2, 0, 0xFE);
		assertThat(text(target)).isEqualTo("..000000fe\n.");
	}

	@Test
	void shouldQuoteWhatIsNotPrintable() {
		assertThat(LoadMessage.quote("a\"\\\r\n\0é".getBytes(StandardCharsets.UTF_8)))
			.isEqualTo("\"a\\x22\\x5C\\x0D\\n\\x00\\xC3\\xA9\"");
		assertThat(LoadMessage.quote("x".repeat(81).getBytes(StandardCharsets.UTF_8)))
			.isEqualTo("\"" + "x".repeat(80) + "\"...");
	}

	private static byte[] write(LoadMessage message, int connection, int sequence) {
		byte[] line = new byte[message.size()];
		message.write(line, 0, connection, sequence);
		return line;
	}

	private static byte[] upperCase(byte[] line) {
		return text(line).toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.US_ASCII);
	}

}
