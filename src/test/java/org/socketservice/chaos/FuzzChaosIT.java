package org.socketservice.chaos;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socketservice.testing.Program;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jazzer looks for inputs that break the fuzz tests, led by the code they reach, each in
 * a JVM of its own. {@code -Dchaos.fuzz=600} gives each ten minutes. A finding is written
 * to the temporary directory named in the failure, and becomes an input of the test.
 */
class FuzzChaosIT {

	private static final int SECONDS = Integer.getInteger("chaos.fuzz", 10);

	private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in");

	private static final Pattern COVERAGE = Pattern.compile("DONE +cov: (\\d+)");

	private static final List<String> TARGETS = List.of("framing.FramingFuzzTests", "transport.FramedChannelFuzzTests",
			"transport.ProxyHeaderFuzzTests", "transport.DatagramFuzzTests", "service.UppercaseServiceFuzzTests");

	private static final List<Future<String>> outputs = new ArrayList<>();

	@TempDir
	private static Path directory;

	private static ExecutorService executor;

	/** Two at a time: each takes one core, and half of a short run is its start. */
	@BeforeAll
	static void start() {
		executor = Executors.newFixedThreadPool(2);
		TARGETS.forEach((target) -> outputs.add(executor.submit(() -> fuzz(target))));
	}

	@AfterAll
	static void stop() {
		executor.close();
	}

	static List<String> targets() {
		return TARGETS;
	}

	@ParameterizedTest
	@MethodSource("targets")
	void shouldFindNoInputThatBreaks(String target) throws Exception {
		int place = TARGETS.indexOf(target);
		String output = outputs.get(place).get();
		assertThat(output).doesNotContain("LEAK:");
		Matcher done = DONE.matcher(output);
		Matcher coverage = COVERAGE.matcher(output);
		assertThat(done.find()).as(output).isTrue();
		assertThat(coverage.find()).as("led by coverage: %s", output).isTrue();
		Chaos.report(20 + place, "fuzzing `%s`, %,d s".formatted(target, SECONDS),
				"%,d inputs, 0 crashes, 0 leaks".formatted(Long.parseLong(done.group(1))));
	}

	private static String fuzz(String target) throws Exception {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Process process = new ProcessBuilder(List.of(Program.java(), "-Xmx512m",
				"-Dio.netty.leakDetection.level=paranoid", "--enable-native-access=ALL-UNNAMED",
				"--sun-misc-unsafe-memory-access=allow", "-XX:+EnableDynamicAgentLoading", "-Djazzer.hooks=true",
				"-Djazzer.instrumentation_includes=org.socketservice.**", "-cp", absolute(classPath),
				"com.code_intelligence.jazzer.Jazzer", "--target_class=org.socketservice." + target,
				"-max_total_time=" + SECONDS, "-rss_limit_mb=0"))
			.directory(Files.createDirectory(directory.resolve(target)).toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

	private static String absolute(String classPath) {
		StringBuilder absolute = new StringBuilder();
		for (String entry : classPath.split(File.pathSeparator, -1)) {
			absolute.append(absolute.isEmpty() ? "" : File.pathSeparator)
				.append(entry.isEmpty() ? "" : Path.of(entry).toAbsolutePath());
		}
		return absolute.toString();
	}

}
