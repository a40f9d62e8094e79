package org.socketservice.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.CloseReason;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * TLS on the command line.
 */
class TlsOptionsTests {

	private static RunningService service;

	private static Certificates certificates;

	@BeforeAll
	static void start(@TempDir Path directory) {
		certificates = Certificates.createIn(directory);
		service = RunningService.with("ssl.bundle=web")
			.listener("mutual", "port=0", "ssl.bundle=web", "ssl.client-auth=need")
			.properties(certificates.bundle("web", "server"))
			.start();
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	private static String file(String name) {
		return certificates.file(name).toString();
	}

	private static Command send(String listener, String... arguments) {
		List<String> all = new ArrayList<>(List.of("send", "--port", Integer.toString(service.port(listener))));
		all.addAll(List.of(arguments));
		return Command.run(all.toArray(String[]::new));
	}

	@Test
	void shouldSendOverTls() {
		assertThat(send("tcp", "--tls", "--cacert", file("ca.pem"), "hello")).isEqualTo(new Command(0, "HELLO\n", ""));
		assertThat(send("tcp", "--cacert", file("ca.pem"), "hello")).isEqualTo(new Command(0, "HELLO\n", ""));
		assertThat(send("tcp", "-k", "hello")).isEqualTo(new Command(0, "HELLO\n", ""));
	}

	@Test
	void shouldSendPipedLines() {
		String lines = "a line of input\n".repeat(50_000);
		Command command = Command.piped(lines, "send", "--port", Integer.toString(service.port()), "-k");
		assertThat(command.err()).isEmpty();
		assertThat(command.out()).isEqualTo("A LINE OF INPUT\n".repeat(50_000));
	}

	@Test
	void shouldTellWhyTheServerIsNotTrusted() {
		Command command = send("tcp", "--tls", "hello");
		assertThat(command.status()).isEqualTo(1);
		assertThat(command.out()).isEmpty();
		assertThat(command.err()).startsWith("127.0.0.1:" + service.port() + ": TLS: ").contains("PKIX");
	}

	@Test
	void shouldShowACertificate() {
		assertThat(send("mutual", "--cacert", file("ca.pem"), "--cert", file("alice.pem"), "--key", file("alice.key"),
				"hello"))
			.isEqualTo(new Command(0, "HELLO\n", ""));
		assertThat(send("mutual", "-k", "--cert", file("alice.pem"), "--key", file("alice.key"), "hello"))
			.isEqualTo(new Command(0, "HELLO\n", ""));
		Command without = send("mutual", "-k", "hello");
		assertThat(without.status()).isEqualTo(1);
		assertThat(without.err()).contains(": TLS: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--tls --unix /run/a", "--cacert nothing.pem", "--key x", "--cert nothing.pem" })
	void shouldRefuseWhatDoesNotFit(String options) {
		Command command = Command.run(("send " + options + " hello").split(" ", -1));
		assertThat(command.status()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1 1 32", "4 64 32", "2 200 4096", "1 1 60000" })
	void shouldBenchOverTls(String shape) {
		String[] numbers = shape.split(" ", -1);
		Bench bench = Bench.run("--json", "--quiet", "--warmup", "0", "-d", "1s", "--port",
				Integer.toString(service.port()), "--cacert", file("ca.pem"), "-c", numbers[0], "-p", numbers[1], "-s",
				numbers[2]);
		assertThat(bench.err()).isEmpty();
		assertThat(bench.status()).as(bench.out()).isZero();
		assertThat(bench.count("errors")).isZero();
		assertThat(bench.count("messages")).isPositive();
	}

	@Test
	void shouldNotBenchAServerThatIsNotTrusted() {
		Bench bench = Bench.run("--quiet", "--port", Integer.toString(service.port()), "--tls");
		assertThat(bench.status()).isEqualTo(1);
		assertThat(bench.err()).contains("PKIX");
		assertThat(service.closed(CloseReason.FAILURE)).isZero();
	}

}
