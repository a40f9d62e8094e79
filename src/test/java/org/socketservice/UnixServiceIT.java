package org.socketservice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.testing.Program;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged service on Unix sockets, by its profile {@code all-sockets}: killed and
 * started again.
 */
class UnixServiceIT {

	private static final Pattern LISTENS_ON_UNIX = Pattern.compile("Listener unix listens on unix ");

	@Test
	void shouldServeAgainAfterItWasKilled(@TempDir Path directory) throws Exception {
		Path socket = directory.resolve("socket-service.sock");
		try (PackagedService service = start(directory)) {
			assertServed(directory);
			service.process().destroyForcibly().waitFor(); // SIGKILL
		}
		assertThat(socket).exists();
		assertThat(directory.resolve("socket-service.sock.lock")).exists();
		try (PackagedService service = start(directory)) {
			assertServed(directory);
			service.terminate();
			service.process().waitFor();
		}
		try (var files = Files.list(directory)) {
			assertThat(files.filter((file) -> file.getFileName().toString().contains(".sock"))).isEmpty();
		}
	}

	/** The runnable jar loads only what send needs, and must know all of that. */
	@Test
	void shouldBeReachedBySendInEachWay(@TempDir Path directory) throws Exception {
		try (PackagedService service = start(directory)) {
			Map.of("--unix", "socket-service.sock", "--seqpacket", "socket-service-seqpacket.sock", "--unix-datagram",
					"socket-service-datagram.sock")
				.forEach((option,
						socket) -> assertThat(Program.run("", PackagedService.java(), "-jar", PackagedService.jar(),
								"send", option, directory.resolve(socket).toString(), "hello"))
							.as(option)
							.isEqualTo("HELLO\n"));
			service.terminate();
			service.process().waitFor();
		}
	}

	private static PackagedService start(Path directory) throws IOException {
		PackagedService service = PackagedService.start(directory, "--spring.profiles.active=all-sockets",
				"--socket.listeners.udp.port=0");
		service.awaitLine(LISTENS_ON_UNIX);
		return service;
	}

	private static void assertServed(Path directory) {
		assertThat(Program.run("hello\n", "socat", "-t10", "-",
				"UNIX-CONNECT:" + directory.resolve("socket-service.sock")))
			.isEqualTo("HELLO\n");
		assertThat(Program.run("hello", "socat", "-t10", "-",
				"UNIX-CONNECT:" + directory.resolve("socket-service-seqpacket.sock") + ",type=5"))
			.isEqualTo("HELLO");
		assertThat(Program.python("""
				s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
				s.settimeout(20)
				s.bind("")  # any abstract name
				s.connect(sys.argv[1])
				s.send(b"hello")
				print(s.recv(100).decode())
				""", directory.resolve("socket-service-datagram.sock").toString())).isEqualTo("HELLO");
	}

}
