package org.socketservice.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawSockets;
import org.socketservice.testing.RunningService;
import org.socketservice.transport.Transport;
import org.socketservice.transport.TransportSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The load over transports that Java has no channels for.
 */
@Timeout(60)
class BenchTransportsTests {

	@TempDir
	Path directory;

	private String path() {
		return this.directory.resolve("server").toString();
	}

	private RunningService start(String transport, MessageService service, String... properties) {
		return RunningService.bare()
			.listener("one", "transport=" + transport, "path=" + path())
			.listener("one", properties)
			.bean(MessageService.class, service)
			.start();
	}

	private static MessageService upperCase() {
		return MessageService.text((text) -> text.toUpperCase(Locale.ROOT));
	}

	private static Bench bench(String option, String server, String... more) {
		return benchFor("1s", option, server, more);
	}

	private static Bench benchFor(String duration, String option, String server, String... more) {
		List<String> arguments = new ArrayList<>(
				List.of(option, server, "--json", "--quiet", "--warmup", "0", "--duration"));
		arguments.add(duration);
		arguments.addAll(List.of(more));
		return Bench.run(arguments.toArray(String[]::new));
	}

	@ParameterizedTest
	@CsvSource({ "seqpacket, 1, 1, 9, 1", "seqpacket, 7, 16, 32, 3", "seqpacket, 2, 4, 60000, 1",
			"unix-datagram, 1, 1, 9, 1", "unix-datagram, 7, 16, 32, 3", "unix-datagram, 2, 4, 60000, 1" })
	void shouldCountWhatTheServiceAnswered(String kind, int connections, int pipeline, int size, int threads) {
		String transport = kind.equals("seqpacket") ? "unix-seqpacket" : kind;
		try (RunningService service = start(transport, upperCase())) {
			Bench bench = bench("--" + kind, path(), "-c", "" + connections, "-p", "" + pipeline, "-s", "" + size, "-t",
					"" + threads);
			assertThat(bench.status()).as(bench.toString()).isZero();
			assertThat(bench.count("errors")).isZero();
			assertThat(bench.json().required("target").asString()).isEqualTo(path());
			long replied = service.listener("one").counts().requests(RequestOutcome.REPLIED);
			assertThat(replied - bench.count("messages")).isBetween(0L, (long) connections * pipeline);
			assertThat(bench.count("messages")).isPositive();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "unix", "seqpacket" })
	void shouldLoadAbstractNamesAtARate(String kind) {
		String name = "@bench-" + System.nanoTime();
		String transport = kind.equals("seqpacket") ? "unix-seqpacket" : kind;
		try (RunningService service = RunningService.bare()
			.listener("one", "transport=" + transport, "path=" + name)
			.start()) {
			Bench bench = bench("--" + kind, name, "-c", "3", "-p", "1000", "-r", "1000");
			assertThat(bench.status()).as(bench.toString()).isZero();
			assertThat(bench.count("messages")).isBetween(1000L, 1003L);
			assertThat(service.listener("one").isListening()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void shouldLoadRawSockets(String host) {
		RawSockets.assumeAllowed();
		try (RunningService service = RunningService.bare()
			.listener("one", "transport=raw", "protocol=251", "receive-buffer=4MB")
			.start()) {
			Bench bench = bench("--raw", host, "--protocol", "251", "-p", "8");
			assertThat(bench.status()).as(bench.toString()).isZero();
			assertThat(bench.count("messages")).isPositive();
			assertThat(bench.json().required("connections").asInt()).isOne();
			assertThat(service.listener("one").isListening()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "seqpacket", "unix-datagram" })
	void shouldTellErrorRepliesAndWrongOnes(String kind) {
		AtomicLong wrong = new AtomicLong();
		AtomicLong failed = new AtomicLong();
		AtomicLong number = new AtomicLong();
		MessageService faulty = MessageService.text((text) -> {
			long request = number.incrementAndGet();
			if (request % 10 == 0) {
				wrong.incrementAndGet();
				return text; // not in upper case
			}
			if (request % 10 == 1) {
				failed.incrementAndGet();
				throw new IllegalArgumentException("on purpose");
			}
			return text.toUpperCase(Locale.ROOT);
		});
		String transport = kind.equals("seqpacket") ? "unix-seqpacket" : kind;
		try (RunningService service = start(transport, faulty)) {
			Bench bench = bench("--" + kind, path(), "-c", "3", "-p", "5");
			assertThat(bench.status()).isOne();
			assertThat(bench.count("wrongReplies")).isEqualTo(wrong.get()).isPositive();
			assertThat(bench.count("errorReplies")).isEqualTo(failed.get()).isPositive();
			assertThat(bench.count("closedConnections")).isZero();
			assertThat(service.listener("one").isListening()).isTrue();
		}
	}

	@Test
	void shouldNoticeThatTheServerClosesAConnectionOfRecords() {
		MessageService closing = MessageService.text((text) -> {
			throw new IllegalArgumentException("on purpose");
		});
		try (RunningService service = start("unix-seqpacket", closing, "on-error=close")) {
			Bench bench = benchFor("1h", "--seqpacket", path(), "-c", "3");
			assertThat(bench.status()).isOne();
			assertThat(bench.count("closedConnections")).isEqualTo(3);
			assertThat(bench.count("unanswered")).isEqualTo(3);
			assertThat(service.listener("one").isListening()).isTrue();
		}
	}

	/** The kernel queues ten datagrams for a Unix socket, and has others wait. */
	@Test
	void shouldWaitWhenTheServersQueueIsFull() {
		MessageService slow = (request) -> new String(request, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT)
			.getBytes(StandardCharsets.US_ASCII);
		try (RunningService service = start("unix-datagram", slow, "max-in-flight.messages=1")) {
			Bench bench = bench("--unix-datagram", path(), "-c", "8", "-p", "32");
			assertThat(bench.status()).as(bench.toString()).isZero();
			assertThat(bench.count("messages")).isPositive();
			assertThat(service.listener("one").isListening()).isTrue();
		}
	}

	@Test
	void shouldEndWithTheErrorNumberWhenItCannotConnect() {
		String missing = this.directory.resolve("missing").toString();
		for (String option : List.of("--seqpacket", "--unix-datagram")) {
			assertThat(Bench.run(option, missing))
				.isEqualTo(new Bench(2, "", missing + ": No such file or directory (ENOENT)" + System.lineSeparator()));
		}
		assertThat(Bench.run("--seqpacket", "@nobody-" + System.nanoTime()).status()).isEqualTo(111);
		assertThat(Bench.run("--unix", "@nobody-" + System.nanoTime()).status()).isEqualTo(111);
		assertThat(Bench.run("--raw", "nosuch.invalid").err()).contains("Name or service not known");
	}

	@Test
	void shouldLoadTipcOrSayThatTheKernelHasNone() {
		if (TransportSupport.whyNot(Transport.RDM) != null) {
			assertThat(Bench.run("--rdm", "18888:17"))
				.isEqualTo(new Bench(97, "", "tipc:18888:17: Address family not supported by protocol (EAFNOSUPPORT): "
						+ "load the kernel module tipc (modprobe tipc)" + System.lineSeparator()));
			return;
		}
		try (RunningService service = RunningService.bare()
			.listener("one", "transport=rdm", "service-type=18888", "instance=17")
			.start()) {
			assertThat(bench("--rdm", "18888:17").count("messages")).isPositive();
			assertThat(service.listener("one").isListening()).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					--seqpacket /x --tls | --seqpacket /x goes without TLS, which is for TCP: leave out --tls, --cacert, --cert, --key and -k
					--raw ::1 -k | --raw ::1 goes without TLS, which is for TCP: leave out --tls, --cacert, --cert, --key and -k
					--udp --tls | --udp goes without TLS, which is for TCP: leave out --tls, --cacert, --cert, --key and -k
					--unix-datagram /x --port 1 | --unix-datagram /x goes without --host and --port, which are for TCP and UDP: leave them out
					--unix /x --rdm 1:2 | only one of --unix, --seqpacket, --udp, --unix-datagram, --raw and --rdm, not --unix /x and --rdm 1:2
					--raw ::1 -c 2 | --connections 2 goes without --raw ::1: every raw socket hears the replies to all of them; --pipeline has one keep more in flight
					--raw ::1 -t 2 | --threads must be from 1 to 1, not 2
					--raw ::1 -s 65515 | --size with --raw ::1 must be from 9 to 65514, not 65515
					--udp -s 65508 | --size with --udp must be from 9 to 65507, not 65508
					--rdm 1 | --rdm takes TYPE:INSTANCE, two numbers up to 4294967295 such as 18888:17, not 1
					--protocol 253 | --protocol 253 goes with --raw HOST
					--raw ::1 --protocol 0 | --protocol must be from 1 to 254, not 0
					""")
	void shouldSayWhatContradictsItself(String arguments, String message) {
		Bench bench = Bench.run(arguments.split(" "));
		assertThat(bench.status()).isEqualTo(2);
		assertThat(bench.err().lines().toList().getFirst()).isEqualTo(message);
		assertThat(bench.out()).isEmpty();
	}

}
