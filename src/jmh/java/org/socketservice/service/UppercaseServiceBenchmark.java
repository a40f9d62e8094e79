package org.socketservice.service;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.socketservice.TimedBenchmark;

/**
 * Upper-casing one message, beside what everybody would write with strings (which loses
 * bytes that are not valid UTF-8) and a plain loop over ASCII.
 */
public class UppercaseServiceBenchmark extends TimedBenchmark {

	private static final byte[] X = { 'x' };

	/** What the messages consist of, and how many bytes they have. */
	@Param({ "ASCII_32", "ASCII_4096", "LATIN_4096", "MIXED_32", "MIXED_4096", "INVALID_32", "INVALID_4096" })
	private String message = "";

	private final UppercaseService service = new UppercaseService();

	private byte[] request = {};

	@Setup
	public void createMessage() {
		int separator = this.message.indexOf('_');
		this.request = bytes(this.message.substring(0, separator),
				Integer.parseInt(this.message.substring(separator + 1)));
	}

	/** Bytes of one kind; an x at the end where a character would be cut. */
	private static byte[] bytes(String kind, int size) {
		String text = switch (kind) {
			case "ASCII" -> "the Quick brown fox jumps over lazy dogs. ";
			case "LATIN" -> "the Quick brown fox jumps over a lazy h\u00e9ron. ";
			case "MIXED" -> "gr\u00fc\u00dfe \u043f\u0440\u0438\u0432\u0435\u0442 \u03b3\u03b5\u03b9\u03ac \u6f22 \ud83d\ude00 ";
			case "INVALID" -> "\u00ff\u00fe\u00e9a";
			default -> throw new IllegalArgumentException(kind);
		};
		Charset charset = kind.equals("INVALID") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
		List<byte[]> characters = text.codePoints().mapToObj((c) -> Character.toString(c).getBytes(charset)).toList();
		ByteBuffer bytes = ByteBuffer.allocate(size);
		for (int next = 0; bytes.hasRemaining(); next++) {
			byte[] character = characters.get(next % characters.size());
			bytes.put((character.length <= bytes.remaining()) ? character : X);
		}
		return bytes.array();
	}

	@Benchmark
	public byte[] service() {
		return this.service.reply(this.request);
	}

	@Benchmark
	public byte[] strings() {
		return new String(this.request, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT)
			.getBytes(StandardCharsets.UTF_8);
	}

	@Benchmark
	public byte[] asciiLoop() {
		byte[] reply = new byte[this.request.length];
		for (int i = 0; i < reply.length; i++) {
			byte value = this.request[i];
			reply[i] = (byte) ((value >= 'a' && value <= 'z') ? value - ('a' - 'A') : value);
		}
		return reply;
	}

}
