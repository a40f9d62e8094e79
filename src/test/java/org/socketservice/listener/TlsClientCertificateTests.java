package org.socketservice.listener;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TlsFailure;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;
import org.socketservice.testing.TlsSetting;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Certificates that clients have, lack, or should not have.
 */
class TlsClientCertificateTests {

	private static TlsSetting tls;

	@BeforeAll
	static void make(@TempDir Path directory) {
		tls = new TlsSetting(directory);
	}

	@ParameterizedTest
	@CsvSource({
			"'', TLSV13_ALERT_CERTIFICATE_REQUIRED|SSLV3_ALERT_(BAD_CERTIFICATE|HANDSHAKE_FAILURE), NO_CERTIFICATE",
			"stranger, CERTIFICATE_UNKNOWN|UNKNOWN_CA, CERTIFICATE_REJECTED",
			"expired, CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN, CERTIFICATE_EXPIRED" })
	void shouldRefuseClientsWithoutAGoodCertificate(String certificate, String alert, TlsFailure reason) {
		try (RunningService service = tls.start("ssl.client-auth=need")) {
			for (String version : List.of("1.3", "1.2")) {
				try (Program client = certificate.isEmpty() ? tls.python(service, "handshake", "--max", version)
						: tls.python(service, "handshake", "--max", version, "--cert", certificate)) {
					assertThat(client.output()).containsPattern(alert);
					assertThat(client.exit()).isEqualTo(1);
				}
			}
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.HANDSHAKE)).isEqualTo(2);
			assertThat(service.counts().tls().failures(reason)).isEqualTo(2);
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isZero();
			service.assertCountsAddUp();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "need", "want" })
	void shouldNameAClientWithAGoodCertificate(String clientAuth) {
		try (RunningService service = tls.with("ssl.client-auth=" + clientAuth).sources(PeerFlow.class).start();
				Program client = tls.openssl(service, "-cert", "alice.pem", "-key", "alice.key")) {
			assertThat(client.send("who?\n").readLine()).isEqualTo("TLSv1.3 CN=alice,O=Tests");
			assertThat(service.onlyConnection().tls()).isEqualTo(new ConnectionInfo.Tls("TLSv1.3", "CN=alice,O=Tests"));
		}
	}

	@Test
	void shouldServeAClientWithoutACertificateThatIsOnlyWanted() {
		try (RunningService service = tls.with("ssl.client-auth=want").sources(PeerFlow.class).start();
				Program client = tls.openssl(service)) {
			assertThat(client.send("who?\n").readLine()).isEqualTo("TLSv1.3 null");
		}
	}

	/** Answers with what it knows of the peer. */
	@Configuration(proxyBeanMethods = false)
	static class PeerFlow {

		@Bean
		IntegrationFlow peer() {
			return IntegrationFlow.from("socketRequests")
				.handle(byte[].class,
						(payload, headers) -> headers.get("socket_tlsProtocol") + " " + headers.get("socket_tlsPeer"))
				.get();
		}

	}

}
