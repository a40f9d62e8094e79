package org.socketservice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that is not ours, in a process of its own. A program that does not end within
 * thirty seconds fails.
 */
public final class Program implements AutoCloseable {

	private static final int TIMEOUT_SECONDS = 30;

	private final Process process;

	private final CompletableFuture<String> error;

	private Program(Process process) {
		this.process = process;
		this.error = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), Thread::startVirtualThread);
	}

	public static Program start(String... command) {
		return start(Path.of("").toAbsolutePath(), List.of(command));
	}

	public static Program start(Path directory, List<String> command) {
		try {
			return new Program(new ProcessBuilder(command).directory(directory.toFile()).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A script among the test resources, as a file.
	 * @param owner the class it is next to
	 * @param name of the script
	 * @param directory where to put it
	 * @return the file
	 */
	public static Path script(Class<?> owner, String name, Path directory) {
		Path file = directory.resolve(name);
		try (InputStream in = Objects.requireNonNull(owner.getResourceAsStream(name), name)) {
			Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
			return file;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String text(InputStream in) {
		try (in) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return ex.toString();
		}
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
	 * @return the line without it
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
