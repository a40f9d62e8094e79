package org.socketservice.service;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Upper case the slow and plain way: the JDK's decoder says what is valid, and every
 * valid run goes through {@link String#toUpperCase(Locale)}.
 */
final class Utf8Reference {

	private Utf8Reference() {
	}

	static byte[] upper(byte[] bytes) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		ByteBuffer in = ByteBuffer.wrap(bytes);
		CharBuffer run = CharBuffer.allocate(bytes.length + 1);
		while (true) {
			CoderResult result = decoder.reset().decode(in, run, true);
			out.writeBytes(run.flip().toString().toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
			run.clear();
			if (!result.isMalformed()) {
				return out.toByteArray();
			}
			out.write(bytes, in.position(), result.length());
			in.position(in.position() + result.length());
		}
	}

}
