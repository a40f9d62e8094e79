package org.socketservice.chaos;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code kill -9}: nothing that the dead process leaves behind keeps the next one from
 * the same port. (The file of a Unix socket belongs here as soon as one is served.)
 */
class KillChaosIT {

	@Test
	void shouldServeOnTheSamePortAtOnceAfterAKill() throws Exception {
		int kills = Chaos.scaled(10, 1);
		long longest = 0;
		String port = "--socket.listeners.tcp.port=" + freePort();
		ServiceProcess service = ServiceProcess.start(port);
		try {
			for (int i = 0; i < kills; i++) {
				try (RawClient client = served(service)) {
					service.process().destroyForcibly();
					service.awaitExit();
					long begin = System.nanoTime();
					service.close();
					service = ServiceProcess.start(port);
					served(service).close();
					longest = Math.max(longest, Duration.ofNanos(System.nanoTime() - begin).toMillis());
					assertThat(client.socket().isConnected()).isTrue();
				}
			}
			service.counts();
		}
		finally {
			service.close();
		}
		Chaos.report(6, "kill -9 with connections open, started again, " + kills + " times",
				"bound at the first attempt; first reply %,d ms after the start at most".formatted(longest));
	}

	private static RawClient served(ServiceProcess service) {
		RawClient client = RawClient.connect(service.port());
		assertThat(client.send("a\n").readLine()).isEqualTo("A");
		return client;
	}

	/** The only way to have the same port twice. */
	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
