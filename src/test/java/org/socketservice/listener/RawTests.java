package org.socketservice.listener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.client.SocketClientException;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.testing.Program;
import org.socketservice.testing.RawSockets;
import org.socketservice.testing.RunningService;
import org.socketservice.transport.Errno;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A raw listener, where this process may have one, and the start that fails without.
 */
@Timeout(120)
class RawTests {

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void shouldAnswerOneExchange(String host) {
		RawSockets.assumeAllowed();
		try (RunningService service = RunningService.bare().listener("raw", "transport=raw").start()) {
			String answer = Program.python("""
					host = sys.argv[1]
					family = socket.AF_INET6 if ':' in host else socket.AF_INET
					s = socket.socket(family, socket.SOCK_RAW, 253)
					s.settimeout(20)
					s.connect((host, 0))
					s.send(b'\\0raw hello')
					while True:
					    packet = s.recv(1000)
					    if family == socket.AF_INET:
					        packet = packet[(packet[0] & 15) * 4:]
					    if packet[:1] == b'\\1':
					        print(packet[1:].decode())
					        break
					""", host);
			assertThat(answer).isEqualTo("RAW HELLO");
			try (SocketDatagrams client = SocketDatagrams.raw(host, 253)) {
				assertThat(client.send("again".getBytes(UTF_8))).asString(UTF_8).isEqualTo("AGAIN");
			}
			RunningService.await().until(() -> service.listener("raw").counts().requests(RequestOutcome.REPLIED) == 2);
		}
	}

	/** Kernels with TIPC are rare: where there is one, an exchange. */
	@Test
	void shouldServeTipcOrSayThatTheKernelHasNone() {
		RunningService.Builder builder = RunningService.bare()
			.listener("rdm", "transport=rdm", "service-type=18888", "instance=17");
		if (isTipcThere()) {
			try (RunningService service = builder.start(); SocketDatagrams client = SocketDatagrams.rdm(18888, 17)) {
				assertThat(client.send("tipc".getBytes(UTF_8))).asString(UTF_8).isEqualTo("TIPC");
				assertThat(service.listener("rdm").isListening()).isTrue();
			}
		}
		else {
			assertThatExceptionOfType(Exception.class).isThrownBy(builder::start)
				.havingRootCause()
				.withMessageContaining("Address family not supported by protocol");
		}
	}

	private static boolean isTipcThere() {
		try {
			SocketDatagrams.rdm(18888, 17).close();
			return true;
		}
		catch (SocketClientException ex) {
			assertThat(ex.errno()).isEqualTo(Errno.EAFNOSUPPORT);
			return false;
		}
	}

}
