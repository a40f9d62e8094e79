package org.socketservice.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.socketservice.testing.Program;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

/**
 * A real HAProxy in front of a service.
 */
final class Haproxy implements AutoCloseable {

	private final Program program;

	private final int port;

	private Haproxy(Program program, int port) {
		this.program = program;
		this.port = port;
	}

	/**
	 * Start one in TCP mode.
	 * @param directory for its files
	 * @param server the port of the service
	 * @param options of its {@code server} line
	 * @return one that accepts connections
	 */
	static Haproxy start(Path directory, int server, String options) {
		int port = freePort();
		Path file = directory.resolve("haproxy.cfg");
		try {
			Files.writeString(file, """
					defaults
					  mode tcp
					  timeout connect 5s
					  timeout client 30s
					  timeout server 30s
					listen sockets
					  bind 127.0.0.1:%d
					  server one 127.0.0.1:%d %s
					""".formatted(port, server, options));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Haproxy haproxy = new Haproxy(Program.start(directory, List.of("haproxy", "-db", "-f", file.toString())), port);
		RunningService.await().until(() -> isListening(port));
		return haproxy;
	}

	private static boolean isListening(int port) {
		try {
			RawClient.connect(port).close();
			return true;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	/** HAProxy cannot tell which free port it took. */
	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.port;
	}

	void stop() {
		this.program.kill();
		this.program.exit();
	}

	@Override
	public void close() {
		stop();
	}

}
