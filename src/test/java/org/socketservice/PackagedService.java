package org.socketservice;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.socketservice.testing.Program;

/**
 * The packaged service as a process of its own, on free ports.
 */
final class PackagedService implements AutoCloseable {

	private static final Pattern LISTENS = Pattern.compile("Listener tcp listens on tcp .*:(\\d+)$");

	private final Process process;

	private final BufferedReader log;

	private final int port;

	private PackagedService(Process process) throws IOException {
		this.process = process;
		this.log = process.inputReader(StandardCharsets.UTF_8);
		this.port = Integer.parseInt(awaitLine(LISTENS).group(1));
	}

	static PackagedService start(String... arguments) throws IOException {
		return start(Path.of(System.getProperty("java.io.tmpdir")), arguments);
	}

	/**
	 * Start with a temporary directory of its own.
	 * @param directory where the service leaves word for {@code check}
	 * @param arguments Spring's
	 * @return the service, listening
	 */
	static PackagedService start(Path directory, String... arguments) throws IOException {
		String options = System.getProperty("socket-service.jvm-options", "src/main/jvm/jvm.options");
		List<String> command = new ArrayList<>(List.of(java(), "@" + options, "-Djava.io.tmpdir=" + directory, "-jar",
				jar(), "--socket.listeners.tcp.port=0", "--server.port=0", "--spring.main.banner-mode=off"));
		command.addAll(List.of(arguments));
		return new PackagedService(new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	static String java() {
		return Program.java();
	}

	static String jar() {
		return System.getProperty("socket-service.exec-jar", "target/socket-service-exec.jar");
	}

	int port() {
		return this.port;
	}

	Process process() {
		return this.process;
	}

	/** Send SIGTERM; {@link Process#destroy()} would close the log as well. */
	void terminate() {
		this.process.toHandle().destroy();
	}

	Matcher awaitLine(Pattern pattern) throws IOException {
		StringBuilder seen = new StringBuilder();
		for (String line = this.log.readLine(); line != null; line = this.log.readLine()) {
			Matcher matcher = pattern.matcher(line);
			if (matcher.find()) {
				return matcher;
			}
			seen.append(line).append('\n');
		}
		throw new AssertionError("No line like '" + pattern + "' in\n" + seen);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
