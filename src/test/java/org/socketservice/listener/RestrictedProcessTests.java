package org.socketservice.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.client.SocketClientException;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Processes that may do less than this one: each transport is served by other means, or
 * the start says why it is not.
 */
@Timeout(180)
class RestrictedProcessTests {

	private static final String NO_EPOLL = "sockets need native epoll, which is not available: ";

	@TempDir
	Path directory;

	@Test
	void shouldServeWhatJavaHasAndNameTheRestWhenNativeAccessIsDenied() {
		String out = run(List.of(), List.of("--illegal-native-access=deny"));
		assertThat(out).contains("tcp: listens", "udp: listens and answers ECHO", "unix: listens")
			.contains("@abstract: Java NIO has no abstract names")
			.contains("unix-datagram: unix-datagram " + NO_EPOLL)
			.contains("unix-seqpacket: unix-seqpacket " + NO_EPOLL)
			.contains("raw: raw " + NO_EPOLL)
			.contains("rdm: rdm " + NO_EPOLL)
			.contains("--enable-native-access=ALL-UNNAMED")
			.contains("client: /nowhere: socket(AF_UNIX, SOCK_DGRAM): Java denies native access to this program"
					+ " (start it with --enable-native-access=ALL-UNNAMED)");
	}

	@Test
	void shouldNameTheCapabilityThatRawSocketsNeed() throws IOException {
		List<String> prefix = List.of();
		if (Files.readString(Path.of("/proc/self/status")).matches("(?s).*CapEff:\\s*0*[1-9a-f]+.*")) {
			assumeTrue(isThere("setpriv"), "no setpriv: this process cannot give up CAP_NET_RAW");
			prefix = List.of("setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw", "--");
		}
		String out = run(prefix, List.of("--enable-native-access=ALL-UNNAMED"));
		assertThat(out)
			.contains("raw: raw sockets need a capability (raw(7)): Operation not permitted (EPERM)", "CAP_NET_RAW")
			.contains("client: 127.0.0.1: Operation not permitted (EPERM): needs the capability CAP_NET_RAW")
			.contains("tcp: listens", "udp: listens and answers ECHO", "unix: listens", "@abstract: listens",
					"unix-datagram: listens", "unix-seqpacket: listens")
			.containsPattern("rdm: (listens|this kernel lacks the socket family: "
					+ "Address family not supported by protocol \\(EAFNOSUPPORT\\))");
	}

	private static boolean isThere(String program) {
		return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

	private String run(List<String> prefix, List<String> options) {
		List<String> command = new ArrayList<>(prefix);
		command.add(Program.java());
		command.addAll(options);
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				Starts.class.getName(), this.directory.toString()));
		return Program.run("", command.toArray(String[]::new));
	}

	/**
	 * Starts a listener of each kind and prints what came of it.
	 */
	static final class Starts {

		private Starts() {
		}

		public static void main(String[] args) {
			start("tcp", "port=0");
			start("udp", "port=0", "address=127.0.0.1");
			start("unix", "path=" + args[0] + "/stream");
			start("@abstract", "path=@" + args[0]);
			start("unix-datagram", "path=" + args[0] + "/datagram");
			start("unix-seqpacket", "path=" + args[0] + "/seqpacket");
			start("raw");
			start("rdm", "service-type=18888", "instance=17");
			open(() -> SocketDatagrams.unix("/nowhere"));
			open(() -> SocketDatagrams.raw("127.0.0.1", 253));
			System.exit(0);
		}

		private static void open(Supplier<SocketDatagrams> client) {
			try (SocketDatagrams socket = client.get()) {
				System.out.println("client: " + socket);
			}
			catch (SocketClientException ex) {
				System.out.println("client: " + ex.getMessage());
			}
		}

		private static void start(String kind, String... properties) {
			RunningService.Builder builder = RunningService.bare()
				.listener("one", "transport=" + (kind.startsWith("@") ? "unix" : kind))
				.listener("one", properties);
			try (RunningService service = builder.start()) {
				String answer = kind.equals("udp") ? " and answers " + ask(service.port("one")) : "";
				System.out.println(kind + ": listens" + answer);
			}
			catch (RuntimeException ex) {
				FailureAnalysis analysis = new ListenerBindFailureAnalyzer().analyze(ex);
				String text = (analysis != null) ? analysis.getDescription() + " " + analysis.getAction() : "" + ex;
				System.out.println(kind + ": " + text.replaceAll("(?s).*Reason: ", "").replaceAll("\\s+", " "));
			}
		}

		private static String ask(int port) {
			try (SocketDatagrams client = SocketDatagrams.udp("127.0.0.1", port)) {
				return new String(client.send("echo".getBytes(UTF_8)), UTF_8);
			}
		}

	}

}
