package org.socketservice.framing;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.socketservice.TimedBenchmark;

/**
 * Writing 64 KB of frames, as the replies of one full read buffer are.
 */
public class FrameWriterBenchmark extends TimedBenchmark {

	/** How messages are framed. */
	@Param
	private Framing framing = Framing.LINE;

	/** Bytes of a frame. */
	@Param({ "32", "4096" })
	private int frameSize = 32;

	private final FrameBuffer out = new FrameBuffer(ReadBuffer.SIZE);

	private byte[] message = {};

	private int frames;

	@Setup
	public void createMessage() {
		this.message = ReadBuffer.message(this.framing, this.frameSize);
		this.frames = ReadBuffer.SIZE / ReadBuffer.frameSize(this.framing, this.frameSize);
	}

	@Benchmark
	public FrameBuffer write() throws FramingException {
		int terminator = this.framing.terminator();
		FrameBuffer out = this.out;
		out.clear(ReadBuffer.SIZE);
		for (int i = this.frames; i > 0; i--) {
			this.framing.write(this.message, terminator, out);
		}
		return out;
	}

}
