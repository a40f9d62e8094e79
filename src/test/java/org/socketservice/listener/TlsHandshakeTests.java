package org.socketservice.listener;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RejectReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TlsFailure;
import org.socketservice.testing.Program;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;
import org.socketservice.testing.TlsSetting;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handshakes that do not come about, each counted by its reason and logged but once.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsHandshakeTests {

	private static TlsSetting tls;

	@BeforeAll
	static void make(@TempDir Path directory) {
		tls = new TlsSetting(directory);
	}

	@Test
	void shouldRefuseOldProtocols(CapturedOutput output) {
		try (RunningService service = tls.start()) {
			for (int i = 0; i < 3; i++) {
				try (Program client = tls.openssl(service, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0").finish()) {
					assertThat(client.exit()).isEqualTo(1);
					assertThat(client.error()).contains("alert protocol version");
				}
			}
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.HANDSHAKE)).isEqualTo(3);
			assertThat(service.counts().tls().failures(TlsFailure.NO_COMMON_PROTOCOL)).isEqualTo(3);
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("no-common-protocol"))).hasSize(1);
	}

	@Test
	void shouldRefuseWhatIsNotTls(CapturedOutput output) {
		try (RunningService service = tls.start()) {
			for (int i = 0; i < 3; i++) {
				try (RawClient client = service.connect()) {
					client.send("GET / HTTP/1.1\r\nHost: secret\r\n\r\n".repeat(1000));
					assertThat(client.readToEnd()).hasSizeLessThan(10);
				}
			}
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.HANDSHAKE)).isEqualTo(3);
			assertThat(service.counts().tls().failures(TlsFailure.NOT_TLS)).isEqualTo(3);
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("not-tls"))).hasSize(1);
		assertThat(output).doesNotContain("secret").doesNotContain("736563726574");
	}

	@Test
	void shouldTellOfTlsOnAPortWithoutIt(CapturedOutput output) {
		try (RunningService service = RunningService.start()) {
			for (int i = 0; i < 3; i++) {
				try (Program client = tls.openssl(service).finish()) {
					assertThat(client.exit()).isEqualTo(1);
				}
			}
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.MALFORMED)).isEqualTo(3);
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isZero();
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("ClientHello"))).hasSize(1);
	}

	@Test
	void shouldCloseWhenTheHandshakeTakesTooLong() {
		try (RunningService service = tls.start("ssl.handshake-timeout=200ms"); RawClient client = service.connect()) {
			client.send(new byte[] { 22, 3, 1 });
			client.readToEnd();
			client.finish();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.HANDSHAKE)).isEqualTo(1);
			assertThat(service.counts().tls().failures(TlsFailure.TIMEOUT)).isEqualTo(1);
		}
	}

	@Test
	void shouldCountWhoGoesAwayDuringTheHandshake() {
		try (RunningService service = tls.start()) {
			service.connect().close();
			RawClient reset = service.connect().send(new byte[] { 22, 3 });
			service.await(reset, (info) -> info.tls() == null);
			reset.reset();
			RunningService.await().until(() -> service.closed(CloseReason.HANDSHAKE) == 2);
			assertThat(service.counts().tls().failures(TlsFailure.CLOSED)).isEqualTo(2);
		}
	}

	@Test
	void shouldCloseARefusedClientBeforeTheHandshake() {
		try (RunningService service = tls.start("limits.max-connections=1"); Program client = tls.openssl(service)) {
			assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
			try (RawClient refused = service.connect()) {
				assertThat(refused.readToEnd()).isEmpty();
			}
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.MAX_CONNECTIONS, 1L);
		}
	}

}
