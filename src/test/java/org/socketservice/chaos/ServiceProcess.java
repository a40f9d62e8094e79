package org.socketservice.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;

import org.socketservice.testing.Program;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged service as a process that can be terminated, killed and asked for its
 * counts.
 */
final class ServiceProcess implements AutoCloseable {

	static final Pattern DRAINED = Pattern.compile(
			"Drained in (\\d+) ms: \\d+ requests answered \\((\\d+) since the start\\), (\\d+) connections closed cleanly, (\\d+) connections cut");

	private static final Pattern HTTP = Pattern.compile("Netty started on port (\\d+)");

	private static final Pattern LISTENS = Pattern.compile("Listener tcp listens on tcp .*:(\\d+)$");

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(PATIENCE)
		.build();

	private final ProcessLog log;

	private final Process process;

	private final int httpPort;

	private final int port;

	private ServiceProcess(Process process) {
		this.process = process;
		this.log = new ProcessLog(process, PATIENCE);
		this.httpPort = Integer.parseInt(awaitLog(HTTP).group(1));
		this.port = Integer.parseInt(awaitLog(LISTENS).group(1));
	}

	static ServiceProcess start(String... arguments) {
		return with().start(arguments);
	}

	static Builder with() {
		return new Builder();
	}

	/**
	 * For a process that lives for seconds, many in turn: without the second compiler,
	 * which takes half of the start.
	 * @return as {@link #with()}
	 */
	static Builder brief() {
		return with().jvm("-XX:TieredStopAtLevel=1");
	}

	Matcher awaitLog(Pattern pattern) {
		return this.log.await(pattern);
	}

	String log() {
		return this.log.text();
	}

	int port() {
		return this.port;
	}

	/**
	 * Where another listener listens.
	 * @param listener its name
	 * @return its port
	 */
	int port(String listener) {
		return Integer
			.parseInt(awaitLog(Pattern.compile("Listener " + listener + " listens on .*:(\\d+)( with .*)?$")).group(1));
	}

	int httpPort() {
		return this.httpPort;
	}

	Process process() {
		return this.process;
	}

	/** Send SIGTERM; {@link Process#destroy()} would close the log as well. */
	void terminate() {
		this.process.toHandle().destroy();
	}

	int awaitExit() {
		try {
			assertThat(this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ended").isTrue();
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	String get(String path) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.httpPort + path))
			.timeout(PATIENCE)
			.build();
		try {
			return this.http.send(request, HttpResponse.BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What the listener has counted, checked for adding up.
	 * @return at one moment
	 */
	ServiceCounts counts() {
		return counts("tcp");
	}

	/**
	 * What another listener has counted, checked for adding up where it has connections.
	 * @param listener its name
	 * @return at one moment
	 */
	ServiceCounts counts(String listener) {
		ServiceCounts counts = new ServiceCounts(JsonPath.read(get("/actuator/listeners/" + listener), "$"));
		if (counts.hasConnections()) {
			assertThat(counts.accepted()).as("accepted = active + closed").isEqualTo(counts.active() + counts.closed());
		}
		return counts;
	}

	/**
	 * Descriptors the process has open.
	 * @return how many
	 */
	long descriptors() {
		try (Stream<Path> files = Files.list(Path.of("/proc/" + this.process.pid() + "/fd"))) {
			return files.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Memory the process has resident.
	 * @return megabytes
	 */
	long residentMegabytes() {
		try {
			String status = Files.readString(Path.of("/proc/" + this.process.pid() + "/status"));
			Matcher matcher = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
			assertThat(matcher.find()).isTrue();
			return Long.parseLong(matcher.group(1)) / 1024;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Have the process do a full collection. */
	void collectGarbage() {
		Program.run("", Path.of(Program.java()).resolveSibling("jcmd").toString(), String.valueOf(this.process.pid()),
				"GC.run");
	}

	/**
	 * The Java heap in use, with what is garbage since the last collection.
	 * @return megabytes
	 */
	long heapMegabytes() {
		return metric("jvm.memory.used", "area:heap") / 1024 / 1024;
	}

	/**
	 * The value of a meter.
	 * @param name of the meter
	 * @param tags that it must have
	 * @return the sum of all that have them
	 */
	long metric(String name, String... tags) {
		String query = Stream.of(tags).map((tag) -> "tag=" + tag).collect(Collectors.joining("&", "?", ""));
		List<Number> values = JsonPath.read(get("/actuator/metrics/" + name + query), "$.measurements[*].value");
		return values.getFirst().longValue();
	}

	/** End it, and leave its log in {@code target/chaos} for who looks for a cause. */
	@Override
	public void close() {
		this.process.destroyForcibly();
		this.http.close();
		Chaos.keep(this.process.pid() + ".log", log() + "\n");
	}

	/**
	 * What a process is started with.
	 */
	static final class Builder {

		private final List<String> options = new ArrayList<>();

		private int descriptors;

		/**
		 * Options of the JVM.
		 * @param options such as {@code -Xmx64m}
		 * @return this
		 */
		Builder jvm(String... options) {
			this.options.addAll(List.of(options));
			return this;
		}

		/**
		 * Descriptors the process may have open.
		 * @param max as for {@code ulimit -n}
		 * @return this
		 */
		Builder descriptors(int max) {
			this.descriptors = max;
			return this;
		}

		ServiceProcess start(String... arguments) {
			String jvmOptions = System.getProperty("socket-service.jvm-options", "src/main/jvm/jvm.options");
			List<String> command = new ArrayList<>();
			if (this.descriptors > 0) {
				command.addAll(List.of("sh", "-c", "ulimit -n " + this.descriptors + " && exec \"$@\"", "sh"));
			}
			command.addAll(List.of(Program.java(), "@" + jvmOptions));
			command.addAll(this.options);
			// what the command line says goes before
			command.addAll(List.of("-Dsocket.listeners.tcp.port=0", "-Dserver.port=0", "-Dserver.address=127.0.0.1",
					"-Dspring.main.banner-mode=off"));
			command.addAll(PackagedJar.arguments());
			command.addAll(List.of(arguments));
			try {
				return new ServiceProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
