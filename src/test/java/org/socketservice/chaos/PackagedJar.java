package org.socketservice.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.socketservice.testing.Program;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged service. For the many starts of the full suite it is extracted and trained
 * once, as the container is, so that a start takes a third of the time.
 */
final class PackagedJar {

	private static @Nullable List<String> trained;

	private PackagedJar() {
	}

	/**
	 * What runs it.
	 * @return arguments of {@code java}
	 */
	static synchronized List<String> arguments() {
		if (!Chaos.isFull()) {
			return List.of("-jar", jar().toString());
		}
		List<String> trained = PackagedJar.trained;
		if (trained == null) {
			trained = train();
			PackagedJar.trained = trained;
		}
		return trained;
	}

	private static Path jar() {
		return Path.of(System.getProperty("socket-service.exec-jar", "target/socket-service-exec.jar"));
	}

	private static List<String> train() {
		Path directory = Path.of("target", "chaos", "service").toAbsolutePath();
		Path jar = directory.resolve(jar().getFileName());
		Path cache = directory.resolve("service.aot");
		if (!Files.exists(cache)) {
			run(Program.java(), "-Djarmode=tools", "-jar", jar().toString(), "extract", "--force", "--destination",
					directory.toString());
			run(Program.java(), "@" + System.getProperty("socket-service.jvm-options", "src/main/jvm/jvm.options"),
					"-XX:AOTCacheOutput=" + cache, "-Dspring.context.exit=onRefresh", "-jar", jar.toString(),
					"--socket.listeners.tcp.port=0", "--server.port=0");
		}
		return List.of("-XX:AOTCache=" + cache, "-jar", jar.toString());
	}

	private static void run(String... command) {
		try {
			Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s", List.of(command)).isTrue();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
