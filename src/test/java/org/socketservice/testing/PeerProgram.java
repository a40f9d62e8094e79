package org.socketservice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program that is not ours, run to its end: python3, nc, socat.
 */
public final class PeerProgram {

	private static final int LIMIT_SECONDS = 60;

	private PeerProgram() {
	}

	/**
	 * Run a Python program that has {@code socket}, {@code sys}, {@code struct},
	 * {@code os} and {@code threading}.
	 * @param program its text
	 * @param arguments its {@code sys.argv[1:]}
	 * @return what it printed, without white space at the end
	 */
	public static String python(String program, Object... arguments) {
		List<String> command = new ArrayList<>(
				List.of("python3", "-c", "import os, socket, struct, sys, threading\n" + program));
		for (Object argument : arguments) {
			command.add(argument.toString());
		}
		return run("", command.toArray(String[]::new));
	}

	/**
	 * Run a command.
	 * @param input what it reads
	 * @param command the command
	 * @return what it printed, without white space at the end
	 */
	public static String run(String input, String... command) {
		try {
			Path in = Files.createTempFile("peer", ".in");
			Path out = Files.createTempFile("peer", ".out");
			try {
				Files.writeString(in, input);
				Process process = new ProcessBuilder(command).redirectInput(in.toFile())
					.redirectOutput(out.toFile())
					.redirectErrorStream(true)
					.start();
				boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
				process.destroyForcibly();
				String printed = Files.readString(out, StandardCharsets.ISO_8859_1).stripTrailing();
				assertThat(ended).as("ended in time: " + printed).isTrue();
				assertThat(process.exitValue()).as(printed).isZero();
				return printed;
			}
			finally {
				Files.delete(in);
				Files.delete(out);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

}
