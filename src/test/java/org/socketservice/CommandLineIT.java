package org.socketservice;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.testing.Certificates;
import org.socketservice.transport.Transport;
import org.socketservice.transport.TransportSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The commands of the packaged jar as a shell sees them.
 */
class CommandLineIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration SECOND = Duration.ofSeconds(1);

	/** Types at a terminal: waits for what is to be seen, then types. */
	private static final String TYPIST = """
			import os, pty, sys
			pid, terminal = pty.fork()
			if pid == 0:
			    os.execv(sys.argv[1], sys.argv[1:])
			seen = b""
			def await_text(text):
			    global seen
			    while text not in seen:
			        seen += os.read(terminal, 1000)
			await_text(b">> ")
			os.write(terminal, b"hello\\n")
			await_text(b"HELLO\\r\\n>> ")
			os.write(terminal, b"\\x04")
			sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
			""";

	@TempDir
	private static Path directory;

	private static PackagedService service;

	@BeforeAll
	static void start() throws IOException {
		service = PackagedService.start(directory);
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	private static Outcome send(String... arguments) throws IOException, InterruptedException {
		return run("", Map.of(), command("send", "--port", Integer.toString(service.port())), List.of(arguments));
	}

	private static List<String> command(String... arguments) {
		return Stream
			.concat(Stream.of(PackagedService.java(), "-Djava.io.tmpdir=" + directory, "-jar", PackagedService.jar()),
					Stream.of(arguments))
			.toList();
	}

	private static Outcome run(String input, Map<String, String> environment, List<String> command, List<String> more)
			throws IOException, InterruptedException {
		List<String> all = new ArrayList<>(command);
		all.addAll(more);
		Path out = Files.createTempFile(directory, "out", "");
		Path err = Files.createTempFile(directory, "err", "");
		ProcessBuilder builder = new ProcessBuilder(all).redirectOutput(out.toFile()).redirectError(err.toFile());
		builder.environment().putAll(environment);
		long begin = System.nanoTime();
		Process process = builder.start();
		try (OutputStream in = process.getOutputStream()) {
			in.write(input.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			// the process ended without reading it
		}
		assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		Duration took = Duration.ofNanos(System.nanoTime() - begin);
		return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err), took);
	}

	@Test
	void shouldSendWithinASecond() throws Exception {
		List<Duration> took = new ArrayList<>();
		// as often as other programs may be in the way
		for (int i = 0; i < 10 && took.stream().noneMatch((time) -> time.compareTo(SECOND) < 0); i++) {
			Outcome outcome = send("hello", "you");
			assertThat(outcome.status()).isZero();
			assertThat(outcome.out()).isEqualTo("HELLO YOU\n");
			assertThat(outcome.err()).isEmpty();
			took.add(outcome.took());
		}
		assertThat(took).anyMatch((time) -> time.compareTo(SECOND) < 0);
	}

	@Test
	void shouldSendTextAsItWasTypedWhateverTheLocale() throws Exception {
		for (String locale : List.of("C", "C.UTF-8")) {
			// this virtual machine, too, may be in a locale that cannot pass the text on
			Path script = Files.writeString(directory.resolve("send-" + locale),
					"exec \"$@\" 'straße' 'grüße'" + System.lineSeparator());
			Outcome outcome = run("", Map.of("LC_ALL", locale), List.of("sh", script.toString()),
					command("send", "--port", Integer.toString(service.port())));
			assertThat(outcome.out()).isEqualTo("STRASSE GRÜSSE\n");
		}
	}

	@Test
	void shouldSendOverTls() throws Exception {
		Certificates certificates = Certificates.createIn(Files.createDirectory(directory.resolve("tls")));
		try (org.socketservice.testing.RunningService tls = org.socketservice.testing.RunningService
			.with("ssl.bundle=web")
			.properties(certificates.bundle("web", "server"))
			.start()) {
			for (List<String> trust : List.of(List.of("-k"),
					List.of("--cacert", certificates.file("ca.pem").toString()))) {
				Outcome outcome = run("", Map.of(), command("send", "--port", Integer.toString(tls.port()), "hello"),
						trust);
				assertThat(outcome.err()).isEmpty();
				assertThat(outcome.out()).isEqualTo("HELLO\n");
			}
		}
	}

	/** The classes {@code send} starts with are few: each kind of socket must be in. */
	@Test
	void shouldSendToAndLoadSocketsOfEachKind(@TempDir Path other) throws Exception {
		String abstractName = "@" + other;
		String records = other.resolve("seqpacket").toString();
		String datagrams = other.resolve("datagram").toString();
		List<String> settings = new ArrayList<>(
				List.of("unix.transport=unix", "unix.path=" + abstractName, "records.transport=unix-seqpacket",
						"records.path=" + records, "datagrams.transport=unix-datagram", "datagrams.path=" + datagrams));
		List<List<String>> servers = new ArrayList<>(List.of(List.of("--unix", abstractName),
				List.of("--seqpacket", records), List.of("--unix-datagram", datagrams)));
		if (TransportSupport.whyNot(Transport.RAW) == null) {
			settings.addAll(List.of("raw.transport=raw", "raw.protocol=249"));
			servers.add(List.of("--raw", "127.0.0.1", "--protocol", "249"));
			servers.add(List.of("--raw", "::1", "--protocol", "249"));
		}
		try (PackagedService all = PackagedService.start(other,
				settings.stream().map((setting) -> "--socket.listeners." + setting).toArray(String[]::new))) {
			all.awaitLine(Pattern.compile("Started .* in "));
			for (List<String> server : servers) {
				assertThat(run("", Map.of(), command("send", "hello"), server)).as("%s", server)
					.returns("", Outcome::err)
					.returns("HELLO\n", Outcome::out)
					.returns(0, Outcome::status);
				Outcome load = run("", Map.of(), command("bench", "-d", "300ms", "-w", "100ms", "-q", "--json"),
						server);
				assertThat(load.out()).as("%s", load).contains("\"errors\":0,");
				assertThat(load.status()).isZero();
			}
		}
		Outcome none = run("", Map.of(), command("bench", "--seqpacket", records + "-none"), List.of());
		assertThat(none.status()).isEqualTo(2);
		assertThat(none.err()).isEqualTo(records + "-none: No such file or directory (ENOENT)\n");
	}

	@Test
	void shouldAnswerPipedLinesInOrder() throws Exception {
		StringBuilder input = new StringBuilder();
		for (int i = 0; i < 100_000; i++) {
			input.append("line ").append(i).append('\n');
		}
		Outcome outcome = run(input.toString(), Map.of(),
				command("send", "-v", "--port", Integer.toString(service.port())), List.of());
		assertThat(outcome.status()).isZero();
		assertThat(outcome.out()).isEqualTo(input.toString().toUpperCase(Locale.ROOT));
		assertThat(outcome.err()).startsWith("connected to 127.0.0.1:" + service.port() + " from 127.0.0.1:");
	}

	@Test
	void shouldPromptAtATerminal() throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")),
				"/usr/bin/python3 is not installed: nobody to type at a terminal");
		Outcome outcome = run("", Map.of(), List.of("/usr/bin/python3", "-c", TYPIST),
				command("send", "--port", Integer.toString(service.port())));
		assertThat(outcome.err()).isEmpty();
		assertThat(outcome.status()).isZero();
	}

	@Test
	void shouldEndWithErrnoAsItsStatus() throws Exception {
		int port;
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = silent.getLocalPort();
			Outcome late = run("", Map.of(), command("send", "--port", Integer.toString(port)),
					List.of("--timeout", "0.2", "hello"));
			assertThat(late.status()).isEqualTo(110);
			assertThat(late.err()).isEqualTo("127.0.0.1:" + port + ": no reply within 200 ms (ETIMEDOUT)\n");
		}
		Outcome refused = run("", Map.of(), command("send", "--port", Integer.toString(port)), List.of("hello"));
		assertThat(refused.status()).isEqualTo(111);
		assertThat(refused.out()).isEmpty();
		assertThat(refused.err()).isEqualTo("127.0.0.1:" + port + ": Connection refused (ECONNREFUSED)\n");
	}

	@Test
	void shouldDescribeItself() throws Exception {
		assertThat(run("", Map.of(), command("--help"), List.of()).out()).contains("serve", "send", "bench", "check");
		assertThat(run("", Map.of(), command("send", "--help"), List.of()).out()).contains("--connect-timeout");
		assertThat(run("", Map.of(), command("bench", "--help"), List.of()).out()).contains("--connections");
		assertThat(run("", Map.of(), command("--version"), List.of()).out()).matches("socket-service \\d\\S+\n");
		Outcome unknown = run("", Map.of(), command("sned"), List.of());
		assertThat(unknown.status()).isEqualTo(2);
		assertThat(unknown.out()).isEmpty();
	}

	@Test
	void shouldFindTheServiceReady() throws Exception {
		Outcome outcome = check();
		assertThat(outcome.err()).isEmpty();
		assertThat(outcome.status()).isZero();
	}

	/** What the check costs is the JVM, and the classes that its archive lacks. */
	@Test
	void shouldLoadFewClassesForTheCheck() throws Exception {
		check();
		List<String> command = new ArrayList<>(command("check"));
		command.add(1, "-Xlog:class+load");
		Outcome outcome = run("", Map.of(), command, List.of());
		assertThat(outcome.status()).isZero();
		assertThat(outcome.out()).contains("ReadinessCheck")
			.doesNotContain("picocli")
			.doesNotContain("org.springframework")
			.doesNotContain("io.netty");
		List<String> loaded = outcome.out().lines().filter((line) -> line.contains(" source: ")).toList();
		assertThat(loaded).hasSizeBetween(400, 1200);
		assertThat(loaded).filteredOn((line) -> !line.contains("shared objects file")).hasSizeLessThan(120);
	}

	@Test
	void shouldFindTheServiceGoneWhenItHasStopped(@TempDir Path other) throws Exception {
		try (PackagedService brief = PackagedService.start(other)) {
			List<String> command = List.of(PackagedService.java(), "-Djava.io.tmpdir=" + other, "-jar",
					PackagedService.jar(), "check");
			await().atMost(PATIENCE).until(() -> run("", Map.of(), command, List.of()).status() == 0);
			assertThat(files(other, "socket-service-*.url")).isEqualTo(1);
			brief.terminate();
			assertThat(brief.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(files(other, "socket-service-*.url")).isZero();
			Outcome gone = run("", Map.of(), command, List.of());
			assertThat(gone.status()).isOne();
			assertThat(gone.err()).startsWith("not ready: no service of this user has started").hasLineCount(1);
		}
	}

	private static long files(Path directory, String pattern) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files
				.filter((file) -> file.getFileSystem().getPathMatcher("glob:" + pattern).matches(file.getFileName()))
				.count();
		}
	}

	private static Outcome check() throws Exception {
		await().atMost(PATIENCE).until(() -> run("", Map.of(), command("check"), List.of()).status() == 0);
		return run("", Map.of(), command("check"), List.of());
	}

	private record Outcome(int status, String out, String err, Duration took) {
	}

}
