package org.socketservice.framing;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.socketservice.TimedBenchmark;

/**
 * Finding all messages in a read buffer of 64 KB: 2,048 of them with 32 bytes each, frame
 * included, or 16 of 4 KiB (256 of 256 bytes where a length of one byte says how long they
 * are, all of it at once without frames).
 */
public class FrameReaderBenchmark extends TimedBenchmark {

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
