package org.socketservice.framing;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writing 64 KB of frames, as the replies of one full read buffer are.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class FrameWriterBenchmark {

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
