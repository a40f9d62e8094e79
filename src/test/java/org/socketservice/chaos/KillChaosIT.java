package org.socketservice.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.client.SocketClientBuilder;
import org.socketservice.client.SocketConnection;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.testing.FreePorts;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code kill -9}: nothing that the dead process leaves behind, files of Unix sockets
 * above all, keeps the next one from the same port and paths.
 */
class KillChaosIT {

	private static final List<String> PATHS = List.of("unix", "unix-seqpacket", "unix-datagram");

	@Test
	void shouldServeInTheSamePlacesAtOnceAfterAKill(@TempDir Path directory) throws Exception {
		int kills = Chaos.scaled(10, 1);
		long longest = 0;
		String[] arguments = arguments(directory);
		ServiceProcess service = ServiceProcess.start(arguments);
		try {
			for (int i = 0; i < kills; i++) {
				service.awaitLog(Pattern.compile("listens on unix "));
				try (RawClient client = served(service); SocketConnection local = unix(directory).connect()) {
					assertThat(local.send(new byte[] { 'a' })).asString(StandardCharsets.US_ASCII).isEqualTo("A");
					service.process().destroyForcibly();
					service.awaitExit();
					long begin = System.nanoTime();
					service.close();
					assertThat(PATHS).allMatch((path) -> Files.exists(directory.resolve(path)));
					service = ServiceProcess.start(arguments);
					served(service).close();
					longest = Math.max(longest, Duration.ofNanos(System.nanoTime() - begin).toMillis());
					servedOverUnixSockets(service, directory);
					assertThat(client.socket().isConnected()).isTrue();
				}
			}
			for (String listener : List.of("tcp", "unix", "unixseqpacket")) {
				assertThat(service.counts(listener).accepted()).as(listener).isEqualTo(1);
			}
			assertThat(service.log()).doesNotContain("has lost its socket");
			service.terminate();
			assertThat(service.awaitExit()).isIn(0, 143);
			assertThat(PATHS).noneMatch((path) -> Files.exists(directory.resolve(path)));
		}
		finally {
			service.close();
		}
		Chaos.report(6,
				"kill -9 with connections open and Unix socket files left behind, started again, " + kills + " times",
				"bound in all places at the first attempt; first reply %,d ms after the start at most"
					.formatted(longest));
	}

	private static String[] arguments(Path directory) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("--socket.listeners.tcp.port=" + FreePorts.find()));
		for (String transport : PATHS) {
			String prefix = "--socket.listeners." + transport.replace("-", "");
			arguments
				.addAll(List.of(prefix + ".transport=" + transport, prefix + ".path=" + directory.resolve(transport)));
		}
		return arguments.toArray(String[]::new);
	}

	private static SocketClientBuilder unix(Path directory) {
		return new SocketClientBuilder().path(directory.resolve("unix").toString());
	}

	private static void servedOverUnixSockets(ServiceProcess service, Path directory) {
		for (String transport : PATHS) {
			service.awaitLog(Pattern.compile("listens on " + transport + " "));
		}
		byte[] request = { 'a' };
		try (SocketConnection stream = unix(directory).connect();
				SocketConnection records = new SocketClientBuilder()
					.seqpacket(directory.resolve("unix-seqpacket").toString())
					.connect();
				SocketDatagrams datagrams = SocketDatagrams.unix(directory.resolve("unix-datagram").toString())) {
			for (byte[] reply : List.of(stream.send(request), records.send(request), datagrams.send(request))) {
				assertThat(reply).asString(StandardCharsets.US_ASCII).isEqualTo("A");
			}
		}
	}

	private static RawClient served(ServiceProcess service) {
		RawClient client = RawClient.connect(service.port());
		assertThat(client.send("a\n").readLine()).isEqualTo("A");
		return client;
	}

}
