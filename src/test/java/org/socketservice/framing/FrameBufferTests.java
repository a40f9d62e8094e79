package org.socketservice.framing;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrameBufferTests {

	@Test
	void shouldKeepAllBytesWhenItGrows() {
		FrameBuffer buffer = new FrameBuffer(0);
		buffer.put(0x101);
		buffer.put(new byte[] { 9, 2, 3, 9 }, 1, 2);
		buffer.put(new byte[] { 4, 5, 6, 7, 8 });
		assertThat(Arrays.copyOf(buffer.array(), buffer.size())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
	}

	@Test
	void shouldForgetWhatIsBehindWhenTruncated() {
		FrameBuffer buffer = new FrameBuffer(4);
		buffer.put(new byte[] { 1, 2, 3 });
		buffer.truncate(1);
		buffer.put(7);
		assertThat(Arrays.copyOf(buffer.array(), buffer.size())).containsExactly(1, 7);
	}

	@Test
	void shouldGiveBackMemoryOnlyWhenItHasMoreThanItMayKeep() {
		FrameBuffer buffer = new FrameBuffer(4);
		buffer.put(new byte[4]);
		byte[] array = buffer.array();
		buffer.clear(4);
		assertThat(buffer.size()).isZero();
		assertThat(buffer.array()).isSameAs(array);
		buffer.put(new byte[100]);
		buffer.clear(4);
		assertThat(buffer.size()).isZero();
		assertThat(buffer.array()).hasSize(4);
	}

}
