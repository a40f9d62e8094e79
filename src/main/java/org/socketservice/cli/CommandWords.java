package org.socketservice.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The bytes of command line arguments. Where the locale is not UTF-8 (that of containers
 * seldom is) Java replaces what is not ASCII in its arguments; the kernel still has the
 * bytes as they were typed.
 */
final class CommandWords {

	private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

	private CommandWords() {
	}

	/**
	 * Join the last arguments of the program.
	 * @param words as Java has them
	 * @return their bytes with a space between them
	 */
	static byte[] joined(String... words) {
		String text = String.join(" ", words);
		boolean ascii = text.chars().allMatch((character) -> character < 0x80);
		if (!ascii && !"UTF-8".equals(System.getProperty("sun.jnu.encoding"))) {
			try {
				return last(Files.readAllBytes(COMMAND_LINE), words.length);
			}
			catch (IOException ex) {
				// not on Linux: as Java has them
			}
		}
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Join the last words of a command line.
	 * @param line each word ended by NUL, see proc(5)
	 * @param count how many words
	 * @return their bytes with a space between them
	 */
	static byte[] last(byte[] line, int count) {
		int from = line.length - 1;
		for (int words = 0; from > 0; from--) {
			if (line[from - 1] == 0 && ++words == count) {
				break;
			}
		}
		byte[] joined = Arrays.copyOfRange(line, from, line.length - 1);
		for (int i = 0; i < joined.length; i++) {
			if (joined[i] == 0) {
				joined[i] = ' ';
			}
		}
		return joined;
	}

}
