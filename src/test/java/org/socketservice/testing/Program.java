package org.socketservice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program that is not ours, such as python3, nc, socat or openssl, in a process of its
 * own: run to its end, or started and talked to. What it prints is UTF-8. A program that
 * does not end within a minute fails.
 */
public final class Program implements AutoCloseable {

	private static final int TIMEOUT_SECONDS = 60;

	private static final String IMPORTS = "import os, socket, struct, sys, threading\n";

	private final Process process;

	private final CompletableFuture<String> error;

	private Program(Process process) {
		this.process = process;
		this.error = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), Thread::startVirtualThread);
	}

	/**
	 * Run a program to its end, which must be a good one.
	 * @param input what it reads
	 * @param command program and arguments
	 * @return what it printed to its standard output
	 */
	public static String run(String input, String... command) {
		return run(Path.of(""), input, List.of(command));
	}

	/**
	 * Run a program to its end, which must be a good one.
	 * @param directory it is run in
	 * @param input what it reads
	 * @param command program and arguments
	 * @return what it printed to its standard output
	 */
	public static String run(Path directory, String input, List<String> command) {
		try (Program program = start(directory, command)) {
			CompletableFuture<String> output = CompletableFuture.supplyAsync(program::output,
					Thread::startVirtualThread);
			int status = program.send(input).finish().exit();
			assertThat(status).as("%s: %s%s", command, output.join(), program.error()).isZero();
			return output.join();
		}
	}

	/**
	 * Run a Python program to its end, which must be a good one. It has {@code os},
	 * {@code socket}, {@code struct}, {@code sys} and {@code threading}.
	 * @param program its text
	 * @param arguments its {@code sys.argv[1:]}
	 * @return what it printed, without white space at the end
	 */
	public static String python(String program, Object... arguments) {
		return run(Path.of(""), "", pythonCommand(program, arguments)).stripTrailing();
	}

	/**
	 * Start a Python program. It has {@code os}, {@code socket}, {@code struct},
	 * {@code sys} and {@code threading}.
	 * @param program its text
	 * @param arguments its {@code sys.argv[1:]}
	 * @return what runs
	 */
	public static Program startPython(String program, Object... arguments) {
		return start(Path.of(""), pythonCommand(program, arguments));
	}

	private static List<String> pythonCommand(String program, Object... arguments) {
		List<String> command = new ArrayList<>(List.of("python3", "-c", IMPORTS + program));
		for (Object argument : arguments) {
			command.add(argument.toString());
		}
		return command;
	}

	public static Program start(String... command) {
		return start(Path.of(""), List.of(command));
	}

	public static Program start(Path directory, List<String> command) {
		try {
			return new Program(new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile()).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The {@code java} that runs the tests.
	 * @return its path
	 */
	public static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	/**
	 * A script among the test resources.
	 * @param owner the class it is next to
	 * @param name of the script
	 * @return its text
	 */
	public static String script(Class<?> owner, String name) {
		return text(Objects.requireNonNull(owner.getResourceAsStream(name), name));
	}

	private static String text(InputStream in) {
		try (in) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	public long pid() {
		return this.process.pid();
	}

	public Program send(String text) {
		try {
			this.process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
			this.process.getOutputStream().flush();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Have it read as much as it wants: a program that ends at an answer which comes
	 * before all of its input does not read the rest.
	 * @param text what it may read
	 * @return this program
	 */
	public Program offer(String text) {
		try {
			return send(text);
		}
		catch (UncheckedIOException ex) {
			return this;
		}
	}

	public Program finish() {
		try {
			this.process.getOutputStream().close();
			return this;
		}
		catch (IOException ex) {
			return this; // it has ended before
		}
	}

	/**
	 * Read up to a line feed of its standard output.
	 * @return the line without it; empty at the end of output, too
	 */
	public String readLine() {
		try {
			StringBuilder line = new StringBuilder();
			int next = this.process.getInputStream().read();
			while (next >= 0 && next != '\n') {
				line.append((char) next);
				next = this.process.getInputStream().read();
			}
			return line.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int exit() {
		try {
			if (!this.process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				kill();
				throw new AssertionError("The program does not end: " + error());
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What is left of its standard output.
	 * @return when it has ended
	 */
	public String output() {
		return text(this.process.getInputStream());
	}

	public String error() {
		return this.error.join();
	}

	/**
	 * End it the hard way.
	 */
	public void kill() {
		this.process.destroyForcibly();
	}

	@Override
	public void close() {
		kill();
	}

}
