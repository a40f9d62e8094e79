package org.socketservice.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that are not ours: each runs to its end, fails the test if it does not end in
 * time or not well, and leaves what it printed.
 */
public final class ForeignPeer {

	private static final int TIMEOUT_SECONDS = 60;

	private ForeignPeer() {
	}

	/**
	 * Run a Python program.
	 * @param program its text
	 * @param arguments {@code sys.argv[1:]}
	 * @return what it printed, stripped
	 */
	public static String python(String program, String... arguments) {
		List<String> command = new ArrayList<>(List.of("python3", "-c", program));
		command.addAll(List.of(arguments));
		return run("", command.toArray(String[]::new)).strip();
	}

	/**
	 * Run a program.
	 * @param input what it reads
	 * @param command program and arguments
	 * @return what it printed
	 */
	public static String run(String input, String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.onExit()
				.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
				.exceptionally((ex) -> process.destroyForcibly());
			try (OutputStream out = process.getOutputStream()) {
				out.write(input.getBytes(StandardCharsets.UTF_8));
			}
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(String.join(" ", command) + ": " + output).isZero();
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
