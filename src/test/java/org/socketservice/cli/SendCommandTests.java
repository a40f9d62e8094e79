package org.socketservice.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.client.Peer;
import org.socketservice.framing.Framing;
import org.socketservice.service.MessageService;
import org.socketservice.service.UppercaseService;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command against our service and against servers that are not ours.
 */
class SendCommandTests {

	private static RunningService service;

	@BeforeAll
	static void start() {
		service = RunningService.start();
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	private static String port() {
		return Integer.toString(service.port());
	}

	@Test
	void shouldPrintTheReplyAndNothingElseWhenTextIsGiven() {
		assertThat(Command.run("send", "--port", port(), "hello", "you")).isEqualTo(new Command(0, "HELLO YOU\n", ""));
		assertThat(Command.run("send", "--port", port(), "straße")).isEqualTo(new Command(0, "STRASSE\n", ""));
		assertThat(Command.run("send", "--port", port(), "")).isEqualTo(new Command(0, "\n", ""));
		assertThat(Command.run("send", "--port", port(), "--", "--help")).isEqualTo(new Command(0, "--HELP\n", ""));
	}

	@Test
	void shouldTellBothEndsOnStandardErrorWhenVerbose() {
		Command command = Command.run("send", "-v", "--port", port(), "hello");
		assertThat(command.out()).isEqualTo("HELLO\n");
		assertThat(command.err()).matches("connected to 127\\.0\\.0\\.1:" + port() + " from 127\\.0\\.0\\.1:\\d+\n");
	}

	@Test
	void shouldFindServerByNameAndByIpv6Address() {
		assertThat(Command.run("send", "--host", "localhost", "--port", port(), "hello").out()).isEqualTo("HELLO\n");
		assertThat(Command.run("send", "-v", "--host", "::1", "--port", port(), "hello").err())
			.startsWith("connected to [0:0:0:0:0:0:0:1]:" + port() + " from [0:0:0:0:0:0:0:1]:");
	}

	@Test
	void shouldTakeEachPipedLineForAMessage() {
		assertThat(Command.piped("a\nb\r\n\nc", "send", "--port", port())).isEqualTo(new Command(0, "A\nB\n\nC\n", ""));
		assertThat(Command.piped("", "send", "--port", port())).isEqualTo(new Command(0, "", ""));
	}

	@Test
	void shouldAnswerAHundredThousandPipedLinesInOrder() {
		StringBuilder input = new StringBuilder();
		for (int i = 0; i < 100_000; i++) {
			input.append("message ").append(i).append('\n');
		}
		long accepted = service.counts().snapshot().accepted();
		Command command = Command.piped(input.toString(), "send", "--port", port());
		assertThat(command.status()).isZero();
		assertThat(command.err()).isEmpty();
		assertThat(command.out()).isEqualTo(input.toString().toUpperCase(Locale.ROOT));
		assertThat(service.counts().snapshot().accepted()).isEqualTo(accepted + 1);
	}

	@Test
	void shouldAnswerPipedLinesOfAnySize() {
		String large = "x".repeat(65_536);
		assertThat(Command.piped(large + "\ny\n" + large, "send", "--port", port()).out())
			.isEqualTo(large.toUpperCase(Locale.ROOT) + "\nY\n" + large.toUpperCase(Locale.ROOT) + "\n");
	}

	@Test
	void shouldPromptOnStandardErrorWhenSomebodyTypes() {
		assertThat(Command.typed("hello\nyou\n", "send", "--port", port()))
			.isEqualTo(new Command(0, "HELLO\nYOU\n", ">> >> >> " + System.lineSeparator()));
	}

	@ParameterizedTest
	@EnumSource
	void shouldSpeakEachFraming(Framing framing) {
		String name = framing.name().toLowerCase(Locale.ROOT).replace('_', '-');
		try (Peer peer = Peer.start("upper", "--framing", name)) {
			String port = Integer.toString(peer.port());
			assertThat(Command.run("send", "--framing", name, "--port", port, "hello").out()).isEqualTo("HELLO\n");
			assertThat(Command.piped("a\nb\nc\n", "send", "--framing", name, "--port", port))
				.isEqualTo(new Command(0, "A\nB\nC\n", ""));
		}
	}

	@Test
	void shouldSpeakInRecordsAndTellWhyItCannot(@TempDir Path directory) {
		String path = directory.resolve("s").toString();
		try (RunningService records = RunningService.bare()
			.listener("records", "transport=unix-seqpacket", "path=" + path)
			.bean(MessageService.class, new UppercaseService())
			.start()) {
			assertThat(Command.piped("a\n\nb\n", "send", "--seqpacket", path))
				.isEqualTo(new Command(0, "A\n\nB\n", ""));
			assertThat(records.listener("records").isListening()).isTrue();
		}
		assertThat(Command.run("send", "--seqpacket", path, "hello"))
			.isEqualTo(new Command(2, "", path + ": No such file or directory (ENOENT)" + System.lineSeparator()));
		assertThat(Command.run("send", "--unix", "@nobody-" + System.nanoTime(), "hello").status()).isEqualTo(111);
		assertThat(Command.run("send", "--seqpacket", path, "--unix", path, "hello").err())
			.contains("only one of --unix, --seqpacket, ", "not --unix " + path + " and --seqpacket " + path);
		assertThat(Command.run("send", "--seqpacket", path, "--port", "1", "hello").err())
			.startsWith("--seqpacket " + path + " goes without --host and --port");
	}

	/** Others read arguments from a file that is named so. */
	@Test
	void shouldTakeANameBehindAnAtSignForWhatItIs(@TempDir Path directory) throws IOException {
		String name = "@" + Files.writeString(directory.resolve("file"), "--help");
		try (RunningService service = RunningService.bare()
			.listener("abstract", "transport=unix", "path=" + name)
			.bean(MessageService.class, new UppercaseService())
			.start()) {
			assertThat(Command.run("send", "--unix", name, name))
				.isEqualTo(new Command(0, name.toUpperCase(Locale.ROOT) + "\n", ""));
			assertThat(service.listener("abstract").isListening()).isTrue();
		}
	}

	@Test
	void shouldSpeakOverUnixSocket(@TempDir Path directory) {
		String path = directory.resolve("s").toString();
		try (Peer peer = Peer.start("upper", "--unix", path)) {
			assertThat(peer.address()).isEqualTo(path);
			assertThat(Command.piped("a\nb\n", "send", "-v", "--unix", path))
				.isEqualTo(new Command(0, "A\nB\n", "connected to " + path + System.lineSeparator()));
		}
	}

	@Test
	void shouldEndWithErrnoWhenNobodyListens() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		assertThat(Command.run("send", "--port", Integer.toString(port), "hello")).isEqualTo(new Command(111, "",
				"127.0.0.1:" + port + ": Connection refused (ECONNREFUSED)" + System.lineSeparator()));
	}

	@Test
	void shouldEndWithErrnoWhenSocketFileIsMissing(@TempDir Path directory) {
		String path = directory.resolve("none").toString();
		assertThat(Command.run("send", "--unix", path, "hello"))
			.isEqualTo(new Command(2, "", path + ": No such file or directory (ENOENT)" + System.lineSeparator()));
	}

	@ParameterizedTest
	@CsvSource({ "silent, 110, no reply within 200 ms (ETIMEDOUT)", "reset, 104, Connection reset by peer (ECONNRESET)",
			"eof, 1, Connection closed by the server", "long, 1, message longer than 65536 bytes" })
	void shouldEndWithErrnoOfTheFailure(String behaviour, int status, String text) {
		try (Peer peer = Peer.start(behaviour)) {
			String port = Integer.toString(peer.port());
			Command expected = new Command(status, "", "127.0.0.1:" + port + ": " + text + System.lineSeparator());
			assertThat(Command.run("send", "--timeout", "0.2", "--port", port, "hello")).isEqualTo(expected);
			assertThat(Command.typed("hello\n", "send", "--timeout", "0.2", "--port", port).status()).isEqualTo(status);
			assertThat(Command.piped("hello\n", "send", "--timeout", "0.2", "--port", port).status()).isEqualTo(status);
		}
	}

	@Test
	void shouldAcceptLongerRepliesWhenTold() {
		try (Peer peer = Peer.start("long")) {
			assertThat(Command
				.run("send", "--max-message-size", "100000", "--port", Integer.toString(peer.port()), "hello")
				.out()).hasSize(100_001);
		}
	}

	@Test
	void shouldPrintTheRepliesThereAreWhenServerClosesBetween() {
		try (Peer peer = Peer.start("answer-and-close")) {
			Command command = Command.piped("a\nb\nc\n", "send", "--port", Integer.toString(peer.port()));
			assertThat(command.out()).isEqualTo("A\n");
			assertThat(command.err()).startsWith("127.0.0.1:" + peer.port() + ": Connection ");
			assertThat(command.status()).isIn(1, 104);
		}
	}

	@Test
	void shouldPrintTheRepliesBeforeALineThatCannotBeSent() {
		try (Peer peer = Peer.start("upper", "--framing", "length-1")) {
			String lines = "a\n".repeat(50_000);
			Command command = Command.piped(lines + "x".repeat(300) + "\nb\n", "send", "--framing", "length-1",
					"--port", Integer.toString(peer.port()));
			assertThat(command.status()).isOne();
			assertThat(command.err()).contains("framing cannot carry a message of 300 bytes, at most 255");
			assertThat(lines.toUpperCase(Locale.ROOT)).startsWith(command.out());
			assertThat(command.out()).isNotEmpty();
		}
	}

	@Test
	void shouldEndWithErrnoWhenStandardOutputIsClosed() {
		OutputStream broken = new OutputStream() {

			@Override
			public void write(int value) throws IOException {
				throw new IOException("Broken pipe");
			}

		};
		StringWriter err = new StringWriter();
		Terminal terminal = new Terminal(new ByteArrayInputStream("a\n".getBytes(StandardCharsets.UTF_8)), broken,
				new PrintWriter(err, true), false);
		assertThat(Commands.execute(terminal, "send", "--port", port())).isEqualTo(32);
		assertThat(err).hasToString("standard input or output: Broken pipe (EPIPE)" + System.lineSeparator());
	}

	@ParameterizedTest
	@ValueSource(strings = { "--port=0", "--port=70000", "--port=x", "--timeout=-1", "--timeout=soon",
			"--connect-timeout=NaN", "--framing=lines", "--max-message-size=0", "--unix=/s --port=1" })
	void shouldEndWithTwoWhenCalledWrongly(String options) {
		Command command = Command.run(("send " + options + " hello").split(" "));
		assertThat(command.status()).isEqualTo(2);
		assertThat(command.out()).isEmpty();
		assertThat(command.err()).contains("Usage: socket-service send");
	}

	@Test
	void shouldSuggestAnOptionWhenItIsUnknown() {
		Command command = Command.run("send", "--hots=x", "hello");
		assertThat(command.status()).isEqualTo(2);
		assertThat(command.err()).contains("'--hots=x'").contains("--host");
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "UNFRAMED")
	void shouldNameEveryFramingInItsHelp(Framing framing) {
		assertThat(Command.run("send", "--help").out())
			.contains(framing.name().toLowerCase(Locale.ROOT).replace('_', '-'));
	}

}
