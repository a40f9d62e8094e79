package org.socketservice.client;

import java.io.UncheckedIOException;
import java.util.Locale;

import org.junit.jupiter.api.Assumptions;
import org.socketservice.framing.Framing;
import org.socketservice.testing.Program;

/**
 * A server that is not ours: {@code peer.py} in a process of its own. Tests are skipped
 * where there is no Python.
 */
public final class Peer implements AutoCloseable {

	private final Program program;

	private final String address;

	private Peer(Program program) {
		this.program = program;
		this.address = program.readLine();
	}

	/**
	 * Start a peer.
	 * @param arguments see peer.py
	 * @return a peer that listens
	 */
	public static Peer start(String... arguments) {
		Assumptions.assumeTrue(isPythonThere(), "python3 is not installed: no foreign peer to talk to");
		return new Peer(Program.startPython(Program.script(Peer.class, "peer.py"), (Object[]) arguments));
	}

	private static boolean isPythonThere() {
		try (Program python = Program.start("python3", "--version")) {
			return python.exit() == 0;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	/**
	 * What a framing is called in settings.
	 * @param framing of messages
	 * @return an argument of peer.py
	 */
	static String tag(Framing framing) {
		return framing.name().toLowerCase(Locale.ROOT).replace('_', '-');
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
		this.program.kill();
		this.program.exit();
	}

}
