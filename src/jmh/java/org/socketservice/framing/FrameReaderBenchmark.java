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
 * Finding all messages in a read buffer of 64 KB: 2,048 of them with 32 bytes each, frame
 * included, or 16 of 4 KiB (256 of 256 bytes where a length of one byte says how long they
 * are, all of it at once without frames).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class FrameReaderBenchmark {

	/** How messages are framed. */
	@Param
	private Framing framing = Framing.LINE;

	/** Bytes of a frame. */
	@Param({ "32", "4096" })
	private int frameSize = 32;

	private byte[] buffer = {};

	private FrameReader reader = Framing.LINE.newReader(ReadBuffer.SIZE);

	@Setup
	public void fillBuffer() throws FramingException {
		this.buffer = ReadBuffer.of(this.framing, this.frameSize);
		this.reader = this.framing.newReader(ReadBuffer.SIZE);
	}

	/** The sum keeps the search from being dropped. */
	@Benchmark
	public int find() throws FramingException {
		FrameReader reader = this.reader;
		byte[] buffer = this.buffer;
		int sum = 0;
		int from = 0;
		while (reader.find(buffer, from, buffer.length) == FrameReader.MESSAGE) {
			sum += reader.end() - reader.start();
			from = reader.next();
		}
		return sum;
	}

}
