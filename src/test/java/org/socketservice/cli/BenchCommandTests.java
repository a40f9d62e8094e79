package org.socketservice.cli;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socketservice.cli.LineServer.Behaviour;
import org.socketservice.testing.FreePorts;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BenchCommand} against servers that do right and wrong.
 */
class BenchCommandTests {

	@ParameterizedTest
	@CsvSource({ "1, 1, 9, 1, 300ms", "4, 1, 32, 2, 300ms", "3, 16, 32, 1, 300ms", "5, 7, 100, 3, 300ms",
			"2, 1, 4096, 1, 300ms", "1, 3, 100000, 1, 1s", "1, 1, 1000000, 1, 3s" })
	void shouldCountWhatTheServerAnsweredWhenAllIsRight(int connections, int pipeline, int size, int threads,
			String duration) throws IOException {
		try (LineServer server = new LineServer((line) -> Behaviour.RIGHT)) {
			Bench bench = Bench.json(server, "-c", "" + connections, "-p", "" + pipeline, "-s", "" + size, "-t",
					"" + threads, "-d", duration);
			assertThat(bench.status()).isZero();
			assertThat(bench.count("errors")).isZero();
			assertThat(bench.err()).isEmpty();
			assertThat(server.accepted).hasValue(connections);
			// What was under way at the end was answered and checked, but came too late
			// to count.
			assertThat(server.lines.get() - bench.count("messages")).isBetween(0L, (long) connections * pipeline);
			assertThat(bench.count("messages")).isPositive();
		}
	}

	@Test
	void shouldNoticeWrongBytes() throws IOException {
		try (LineServer server = new LineServer((line) -> (line % 10 == 0) ? Behaviour.WRONG : Behaviour.RIGHT)) {
			Bench bench = Bench.json(server, "-c", "3", "-p", "5", "-d", "1s");
			assertThat(bench.status()).isOne();
			assertThat(server.faults.get()).isPositive();
			assertThat(bench.count("wrongReplies")).isEqualTo(server.faults.get());
			assertThat(bench.count("errors")).isEqualTo(server.faults.get());
			assertThat(bench.json().required("firstProblem").asString()).startsWith("expected \"").endsWith("?\\n\"");
		}
	}

	@Test
	void shouldNoticeEchoedLinesWhenUpperCaseIsDue() throws IOException {
		try (LineServer server = new LineServer((line) -> Behaviour.ECHO)) {
			Bench bench = Bench.json(server, "-d", "200ms");
			assertThat(bench.status()).isOne();
			assertThat(bench.count("messages")).isZero();
			assertThat(bench.count("wrongReplies")).isEqualTo(server.lines.get());
		}
	}

	@Test
	void shouldTellErrorRepliesFromWrongOnes() throws IOException {
		try (LineServer server = new LineServer(
				(line) -> (line == 3) ? Behaviour.ERROR : (line > 5) ? Behaviour.CLOSE : Behaviour.RIGHT)) {
			Bench bench = Bench.json(server, "-c", "4", "-p", "2", "-d", "1h");
			assertThat(bench.status()).isOne();
			assertThat(bench.count("errorReplies")).isEqualTo(4);
			assertThat(bench.count("wrongReplies")).isZero();
			assertThat(bench.json().required("firstProblem").asString()).isEqualTo("\"ERROR busy [7]\\n\"");
		}
	}

	@Test
	void shouldNoticeRepliesNobodyAskedFor() throws IOException {
		try (LineServer server = new LineServer((line) -> (line == 1) ? Behaviour.TWICE : Behaviour.RIGHT)) {
			Bench bench = Bench.json(server, "-c", "1", "-d", "200ms");
			assertThat(bench.status()).isOne();
			assertThat(bench.count("wrongReplies")).isPositive();
		}
	}

	@Test
	void shouldEndEarlyWhenTheServerClosesAllConnections() throws IOException {
		try (LineServer server = new LineServer((line) -> (line > 5) ? Behaviour.CLOSE : Behaviour.RIGHT)) {
			Bench bench = Bench.json(server, "-c", "3", "-d", "1h");
			assertThat(bench.status()).isOne();
			assertThat(bench.count("messages")).isEqualTo(3 * 5);
			assertThat(bench.count("closedConnections")).isEqualTo(3);
			assertThat(bench.count("unanswered")).isEqualTo(3);
		}
	}

	@Test
	void shouldCountRequestsWithoutReply() throws IOException {
		try (LineServer server = new LineServer((line) -> Behaviour.SILENT)) {
			Bench bench = Bench.json(server, "-c", "3", "-p", "4", "-d", "100ms");
			assertThat(bench.status()).isOne();
			assertThat(bench.count("messages")).isZero();
			assertThat(bench.count("unanswered")).isEqualTo(12);
		}
	}

	@ParameterizedTest
	@CsvSource({ "1, 1", "3, 1", "7, 3" })
	void shouldSendAtTheRateWhenTheServerKeepsUp(int connections, int threads) throws IOException {
		try (LineServer server = new LineServer((line) -> Behaviour.RIGHT)) {
			Bench bench = Bench.json(server, "-c", "" + connections, "-t", "" + threads, "-p", "1000", "-d", "500ms",
					"--rate", "2000");
			assertThat(bench.status()).isZero();
			assertThat(bench.count("unsent")).isZero();
			// Each thread has a schedule of its own and rounds it up.
			assertThat(bench.count("messages")).isBetween(1000L, 1000L + connections);
			assertThat(bench.json().required("wantedRate").asInt()).isEqualTo(2000);
		}
	}

	@Test
	void shouldCountLatencyFromTheIntendedSendTimeWhenTheServerStalls() throws IOException {
		try (LineServer server = new LineServer((line) -> (line > 50) ? Behaviour.SILENT : Behaviour.RIGHT)) {
			Bench bench = Bench.json(server, "-c", "1", "-d", "500ms", "--rate", "1000");
			assertThat(bench.count("messages")).isEqualTo(50);
			assertThat(bench.count("unanswered")).isEqualTo(1);
			assertThat(bench.count("unsent")).isEqualTo(449);
			// A message due at t was still unsent at 500 ms: the middle one had waited
			// for 250.
			JsonNode latency = bench.json().required("latencyMicros");
			assertThat(latency.required("p50").asDouble()).isGreaterThan(199_000);
			assertThat(latency.required("max").asDouble()).isGreaterThan(2_000_000);
		}
	}

	@Test
	void shouldNotCountTheWarmUp() throws IOException {
		try (LineServer server = new LineServer((line) -> Behaviour.RIGHT)) {
			Bench bench = Bench.run("--json", "-q", "--port", "" + server.port(), "-c", "2", "-p", "100", "-r", "1000",
					"-w", "1s", "-d", "100ms");
			assertThat(bench.count("messages")).isBetween(100L, 101L);
			assertThat(server.lines.get()).isGreaterThan(bench.count("messages"));
		}
	}

	@Test
	void shouldLoadAUnixSocket(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("s");
		try (LineServer server = new LineServer(UnixDomainSocketAddress.of(path), (line) -> Behaviour.RIGHT)) {
			Bench bench = Bench.run("--json", "-q", "--unix", path.toString(), "-c", "2", "-w", "0", "-d", "100ms");
			assertThat(bench.status()).isZero();
			assertThat(bench.json().required("target").asString()).isEqualTo(path.toString());
			assertThat(server.lines.get() - bench.count("messages")).isBetween(0L, 2L);
		}
	}

	@Test
	void shouldPrintATableAndProgress() throws IOException {
		try (LineServer server = new LineServer((line) -> Behaviour.RIGHT)) {
			Bench bench = Bench.run("--port", "" + server.port(), "-c", "2", "-w", "0", "-d", "2100ms", "--server-pid",
					"" + ProcessHandle.current().pid());
			assertThat(bench.out().lines()).hasSize(6)
				.startsWith("127.0.0.1:" + server.port() + ": 2 x 1 in flight, 32 bytes, 2.1 s, closed loop")
				.element(2)
				.asString()
				.containsSubsequence("msg/s", "p50", "p90", "p99", "p99.9", "max", "errors");
			assertThat(bench.out().lines().toList().getLast()).matches("server: .* us CPU per message, .* resident");
			assertThat(bench.err().lines()).hasSizeGreaterThanOrEqualTo(2)
				.allSatisfy((line) -> assertThat(line).matches(" +\\d s +[0-9,]+ msg/s  p99 .* errors 0"));
		}
	}

	@Test
	void shouldEndWithTheErrorNumberWhenTheConnectionIsRefused() throws IOException {
		int port = FreePorts.find();
		Bench bench = Bench.run("--port", "" + port);
		assertThat(bench.status()).isEqualTo(111);
		assertThat(bench.err().strip()).isEqualTo("127.0.0.1:" + port + ": Connection refused (ECONNREFUSED)");
		assertThat(bench.out()).isEmpty();
	}

	@Test
	void shouldEndWithTheErrorNumberWhenTheSocketFileIsMissing(@TempDir Path directory) {
		Path path = directory.resolve("none");
		Bench bench = Bench.run("--unix", path.toString());
		assertThat(bench.status()).isEqualTo(2);
		assertThat(bench.err().strip()).isEqualTo(path + ": No such file or directory (ENOENT)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--port=0           | --port must be from 1 to 65535, not 0
			--connections=0    | --connections must be from 1 to 1000000, not 0
			--pipeline=70000   | --pipeline must be from 1 to 65536, not 70000
			--size=8           | --size must be from 9 to 1048576, not 8
			--size=2GB         | --size must be from 9 to 1048576, not 2147483648
			--threads=65       | --threads must be from 1 to 64, not 65
			--rate=0           | --rate must be from 1 to 100000000, not 0
			--duration=0       | --duration must be more than 0, such as 10s
			--warmup=-1s       | Invalid value for option '--warmup': '-1s' is not a time such as 10s, 500ms or 2m
			--duration=9999999d | Invalid value for option '--duration': '9999999d' is longer than 30d
			--server-pid=0     | --server-pid: no process 0 on this machine
			--duration=soon    | Invalid value for option '--duration': 'soon' is not a time such as 10s, 500ms or 2m
			--size=big         | Invalid value for option '--size': 'big' is not a size such as 32 or 4KB
			--connections=many | Invalid value for option '--connections': 'many' is not an int
			""")
	void shouldSayWhatIsWrongWithAnArgument(String argument, String message) {
		Bench bench = Bench.run(argument);
		assertThat(bench.status()).isEqualTo(2);
		assertThat(bench.err().lines().toList().getFirst()).isEqualTo(message);
		assertThat(bench.out()).isEmpty();
	}

}
