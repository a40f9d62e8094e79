package org.socketservice.listener;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.RejectReason;
import org.socketservice.testing.ProxiedService;
import org.socketservice.testing.ProxyHeader;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is refused where PROXY protocol headers are required, and by which rules.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProxyProtocolRefusalTests {

	@Test
	void shouldApplyRulesToTheClient() {
		try (RunningService service = ProxiedService
			.with("access.deny=203.0.113.7", "limits.max-connections-per-address=1")
			.start()) {
			try (RawClient denied = service.connect()) {
				assertThat(denied.send(ProxyHeader.TCP4).readTextToEnd()).startsWith("ERROR access denied [");
			}
			String other = ProxyHeader.TCP4.replace("203.0.113.7", "203.0.113.8");
			try (RawClient first = service.connect(); RawClient second = service.connect()) {
				assertThat(first.send(other + "a\n").readLine()).isEqualTo("A");
				assertThat(second.send(other + "b\n").readTextToEnd()).startsWith("ERROR too many connections [");
				try (RawClient third = service.connect()) {
					third.send(ProxyHeader.TCP4.replace("203.0.113.7", "203.0.113.9") + "c\n");
					assertThat(third.readLine()).isEqualTo("C");
				}
			}
			service.awaitNoneActive();
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.ACCESS, 1L)
				.containsEntry(RejectReason.MAX_CONNECTIONS_PER_ADDRESS, 1L)
				.containsEntry(RejectReason.PROXY_PROTOCOL, 0L);
			assertThat(service.counts().snapshot().accepted()).isEqualTo(2);
			try (RawClient again = service.connect()) {
				assertThat(again.send(other + "d\n").readLine()).isEqualTo("D");
			}
		}
	}

	@Test
	void shouldRefuseAHeaderFromElsewhere(CapturedOutput output) throws Exception {
		try (RunningService service = ProxiedService.with().start()) {
			for (int i = 0; i < 3; i++) {
				try (RawClient spoofing = RawClient.connect(InetAddress.ofLiteral("127.0.0.2"), service.port(),
						InetAddress.ofLiteral("127.0.0.2"))) {
					spoofing.send(ProxyHeader.TCP4 + "hello\n");
					assertThat(spoofing.readTextToEnd()).startsWith("ERROR proxy protocol header required [");
				}
			}
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.PROXY_PROTOCOL, 3L);
			assertThat(service.counts().snapshot().accepted()).isZero();
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("no trusted proxy"))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "hello\n", "PROXX", "PROXY TCP4 1.2.3.4\r\n", "PROXY TCP4 a b 1 2\r\n",
			"PROXY TCP4 1.2.3.4 5.6.7.8 0 99999\r\n", "\r\n\r\nx", "PROXY TCP5 ::1 ::1 1 2\r\n" })
	void shouldRefuseWhatIsNoHeader(String input) {
		try (RunningService service = ProxiedService.with().start(); RawClient proxy = service.connect()) {
			proxy.send(input);
			assertThat(proxy.readTextToEnd()).startsWith("ERROR proxy protocol header required [");
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.PROXY_PROTOCOL, 1L);
		}
	}

	@Test
	void shouldRefuseAHeaderThatIsTooLong() {
		try (RunningService service = ProxiedService.with().start(); RawClient proxy = service.connect()) {
			proxy.send("PROXY TCP4 " + "1".repeat(5000));
			assertThat(proxy.readTextToEnd()).startsWith("ERROR proxy protocol header required [");
		}
	}

	@Test
	void shouldRefuseVersion2WithBadContent() {
		byte[] badLength = ProxyHeader.version2(1, 0x11, new byte[4]);
		byte[] badTlv = ProxyHeader.version2(1, 0x11, ProxyHeader.ipv4(), new byte[] { 0x20, 0, 2, 1, 2 });
		byte[] badVersion = ProxyHeader.version2(1, 0x11, ProxyHeader.ipv4());
		badVersion[12] = 0x31;
		for (byte[] header : List.of(badLength, badTlv, badVersion)) {
			try (RunningService service = ProxiedService.with().start(); RawClient proxy = service.connect()) {
				assertThat(proxy.send(header).readTextToEnd()).startsWith("ERROR proxy protocol header required [");
				assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.PROXY_PROTOCOL, 1L);
			}
		}
	}

	@Test
	void shouldRefuseWhoSendsNoHeaderInTime() {
		try (RunningService service = ProxiedService.with("proxy-protocol.timeout=100ms").start();
				RawClient proxy = service.connect()) {
			proxy.send("PROXY TC");
			assertThat(proxy.readTextToEnd()).startsWith("ERROR proxy protocol header required [");
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.PROXY_PROTOCOL, 1L);
		}
	}

	@Test
	void shouldCountWhoClosesWithoutAHeader() {
		try (RunningService service = ProxiedService.with().start()) {
			service.connect().close();
			service.connect().reset();
			RunningService.await()
				.until(() -> Objects.equals(service.counts().snapshot().rejected().get(RejectReason.PROXY_PROTOCOL),
						2L));
			assertThat(service.counts().snapshot().accepted()).isZero();
		}
	}

}
