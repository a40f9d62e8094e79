package org.socketservice.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The load over UDP.
 */
@Timeout(60)
class BenchDatagramsTests {

	@Test
	void shouldCheckRepliesOfTheService() {
		try (RunningService service = RunningService.bare()
			.listener("udp", "transport=udp", "port=0", "receive-buffer=4MB")
			.start()) {
			Command bench = Command.run("bench", "--udp", "--port", String.valueOf(service.port("udp")), "-c", "4",
					"--pipeline", "8", "-d", "300ms", "-w", "100ms", "-q", "--json");
			assertThat(bench.status()).as(bench.toString()).isZero();
			assertThat(bench.out()).contains("\"errors\":0,");
			assertThat(service.listener("udp").counts().requests(RequestOutcome.REPLIED)).isPositive();
		}
	}

	@Test
	void shouldCountWhatGotLost() throws Exception {
		AtomicInteger lost = new AtomicInteger();
		try (DatagramSocket forgetful = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			Thread.ofVirtual().start(() -> answerSome(forgetful, lost));
			Command bench = Command.run("bench", "--udp", "--port", String.valueOf(forgetful.getLocalPort()), "-c", "2",
					"--pipeline", "4", "-d", "300ms", "-w", "0", "-q", "--json");
			assertThat(bench.status()).isOne();
			assertThat(lost).hasPositiveValue();
			assertThat(bench.out()).contains("\"unanswered\":" + lost + ",", "\"wrongReplies\":0,");
		}
	}

	/** Every fifth request gets no reply. */
	private static void answerSome(DatagramSocket socket, AtomicInteger lost) {
		try {
			for (int i = 0; true; i++) {
				DatagramPacket packet = new DatagramPacket(new byte[100], 100);
				socket.receive(packet);
				if (i % 5 == 4) {
					lost.incrementAndGet();
				}
				else {
					String request = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
					byte[] reply = request.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
					socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
				}
			}
		}
		catch (SocketException ex) {
			// the test is over
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
