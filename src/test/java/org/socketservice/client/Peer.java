package org.socketservice.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

/**
 * A server that is not ours: {@code peer.py} in a process of its own. Tests are skipped
 * where there is no Python.
 */
public final class Peer implements AutoCloseable {

	private final Process process;

	private final String address;

	private Peer(Process process, String address) {
		this.process = process;
		this.address = address;
	}

	/**
	 * Start a peer.
	 * @param arguments see peer.py
	 * @return a peer that listens
	 */
	public static Peer start(String... arguments) {
		Assumptions.assumeTrue(isPythonThere(), "python3 is not installed: no foreign peer to talk to");
		try {
			Path script = Files.createTempFile("peer", ".py");
			try (InputStream in = Objects.requireNonNull(Peer.class.getResourceAsStream("peer.py"))) {
				Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
			}
			script.toFile().deleteOnExit();
			List<String> command = new ArrayList<>(List.of("python3", script.toString()));
			command.addAll(List.of(arguments));
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			String address = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
				.readLine();
			return new Peer(process, Objects.requireNonNull(address, "peer.py did not start"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isPythonThere() {
		try {
			return new ProcessBuilder("python3", "--version").redirectErrorStream(true).start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public String address() {
		return this.address;
	}

	public int port() {
		return Integer.parseInt(this.address);
	}

	public SocketClientBuilder client() {
		SocketClientBuilder builder = new SocketClientBuilder();
		return this.address.startsWith("/") ? builder.path(this.address) : builder.address("127.0.0.1", port());
	}

	@Override
	public void close() {
		try {
			this.process.destroy();
			this.process.waitFor(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
