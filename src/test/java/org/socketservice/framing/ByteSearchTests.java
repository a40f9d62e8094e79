package org.socketservice.framing;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ByteSearchTests {

	@ParameterizedTest
	@ValueSource(bytes = { '\n', 0, 3, (byte) 0xff, (byte) 0x80 })
	void shouldAgreeWithPlainLoopWhenBytesAreRandom(byte value) {
		Random random = new Random(value);
		// The neighbours of the value are what a wrong carry would take for it.
		byte[] alphabet = { value, (byte) (value + 1), (byte) (value - 1), (byte) (value ^ 0x80), 'a' };
		for (int turn = 0; turn < 20_000; turn++) {
			byte[] bytes = new byte[random.nextInt(40)];
			for (int i = 0; i < bytes.length; i++) {
				bytes[i] = alphabet[random.nextInt(random.nextInt(1, alphabet.length + 1), alphabet.length + 1) % 5];
			}
			int from = random.nextInt(bytes.length + 1);
			int to = random.nextInt(from, bytes.length + 1);
			assertThat(ByteSearch.indexOf(bytes, from, to, value)).isEqualTo(plain(bytes, from, to, value));
		}
	}

	@Test
	void shouldFindEveryPositionWhenRangeIsLong() {
		for (int i = 0; i < 70; i++) {
			byte[] bytes = new byte[70];
			bytes[i] = '\n';
			assertThat(ByteSearch.indexOf(bytes, 0, 70, (byte) '\n')).isEqualTo(i);
			assertThat(ByteSearch.indexOf(bytes, 0, i, (byte) '\n')).isEqualTo(-1);
			assertThat(ByteSearch.indexOf(bytes, i + 1, 70, (byte) '\n')).isEqualTo(-1);
		}
	}

	private static int plain(byte[] bytes, int from, int to, byte value) {
		for (int i = from; i < to; i++) {
			if (bytes[i] == value) {
				return i;
			}
		}
		return -1;
	}

}
