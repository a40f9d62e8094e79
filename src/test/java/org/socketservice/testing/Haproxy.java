package org.socketservice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real HAProxy in front of services.
 */
public final class Haproxy implements AutoCloseable {

	private final Program program;

	private final int port;

	private Haproxy(Program program, int port) {
		this.program = program;
		this.port = port;
	}

	/**
	 * Start one in TCP mode.
	 * @param directory for its files
	 * @param services the lines of its configuration that say where connections go
	 * @return one that accepts connections
	 */
	public static Haproxy start(Path directory, String services) {
		int port = FreePorts.find(); // HAProxy cannot tell which one it took
		Path file = directory.resolve("haproxy.cfg");
		try {
			Files.writeString(file, """
					defaults
					  mode tcp
					  timeout connect 2s
					  timeout client 60s
					  timeout server 60s
					listen sockets
					  bind 127.0.0.1:%d
					%s""".formatted(port, services.indent(2)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Haproxy haproxy = new Haproxy(Program.start(directory, List.of("haproxy", "-db", "-f", file.toString())), port);
		RunningService.await().until(haproxy::isListening);
		return haproxy;
	}

	private boolean isListening() {
		try {
			RawClient.connect(this.port).close();
			return true;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	public int port() {
		return this.port;
	}

	public void stop() {
		this.program.kill();
		this.program.exit();
	}

	@Override
	public void close() {
		stop();
	}

}
