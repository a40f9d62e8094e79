package org.socketservice.framing;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Finding a frame costs no object: counted, not timed, so that a busy machine cannot fail
 * it.
 */
class FrameReaderAllocationTests {

	private static final int CALLS = 1000;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@ParameterizedTest
	@EnumSource
	void shouldAllocateNothingWhenFindingFrames(Framing framing) throws FramingException {
		FrameBuffer input = new FrameBuffer(4096);
		for (int i = 0; i < 64; i++) {
			framing.write("x".repeat(i % 33).getBytes(StandardCharsets.US_ASCII), framing.terminator(), input);
		}
		FrameReader reader = framing.newReader(32);
		find(reader, input, 20);
		long before = this.threads.getCurrentThreadAllocatedBytes();
		int found = find(reader, input, CALLS);
		long after = this.threads.getCurrentThreadAllocatedBytes();
		assertThat(found).isGreaterThan(CALLS / 3);
		assertThat(after - before).isZero();
	}

	/** Every other call sees only the first byte of a frame. */
	private static int find(FrameReader reader, FrameBuffer input, int calls) throws FramingException {
		int found = 0;
		int from = 0;
		for (int i = 0; i < calls; i++) {
			int to = (i % 2 == 0) ? Math.min(from + 1, input.size()) : input.size();
			if (reader.find(input.array(), from, to) == FrameReader.MESSAGE) {
				found++;
				from = reader.next();
			}
			else if (from == input.size()) {
				from = 0;
			}
		}
		return found;
	}

}
