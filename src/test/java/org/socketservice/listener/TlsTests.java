package org.socketservice.listener;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.connection.RejectReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TlsFailure;
import org.socketservice.service.MessageService;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.Program;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * TLS with clients that are not ours: openssl and Python.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsTests {

	@TempDir
	static Path directory;

	private static Certificates certificates;

	private static String script;

	@BeforeAll
	static void make() {
		certificates = Certificates.createIn(directory);
		script = Program.script(Program.class, "tls.py");
	}

	private static RunningService.Builder with(String... properties) {
		return RunningService.with(properties)
			.listener("tcp", "ssl.bundle=web")
			.properties(certificates.bundle("web", "server"));
	}

	private static RunningService start(String... properties) {
		return with(properties).start();
	}

	private static Program openssl(RunningService service, String... arguments) {
		return Program.start(directory,
				Stream
					.concat(Stream.of("openssl", "s_client", "-connect", "127.0.0.1:" + service.port(), "-CAfile",
							"ca.pem", "-verify_return_error", "-quiet"), Stream.of(arguments))
					.toList());
	}

	private static Program python(RunningService service, String what, String... arguments) {
		return Program.start(directory,
				Stream
					.concat(Stream.of("python3", "-c", script, what, Integer.toString(service.port()), "ca.pem"),
							Stream.of(arguments))
					.toList());
	}

	private static ConnectionInfo.@Nullable Tls tls(RunningService service) {
		List<ConnectionInfo> connections = service.bean(ConnectionRegistry.class).list(null);
		return connections.isEmpty() ? null : connections.getFirst().tls();
	}

	@ParameterizedTest
	@CsvSource({ "-tls1_3, TLSv1.3", "-tls1_2, TLSv1.2" })
	void shouldServeOpenssl(String option, String protocol) {
		try (RunningService service = start(); Program client = openssl(service, option)) {
			assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
			assertThat(client.send("again\r\n").readLine()).isEqualTo("AGAIN\r");
			assertThat(tls(service)).isEqualTo(new ConnectionInfo.Tls(protocol, null));
			client.kill();
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(2);
			service.assertCountsAddUp();
		}
	}

	@Test
	void shouldRefuseOldProtocols(CapturedOutput output) {
		try (RunningService service = start()) {
			for (int i = 0; i < 3; i++) {
				try (Program client = openssl(service, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0").finish()) {
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
	void shouldServeProtocolsTheBundleNames() {
		try (RunningService service = with().property("spring.ssl.bundle.pem.web.options.enabled-protocols=TLSv1.2")
			.start(); Program old = openssl(service, "-tls1_3").finish(); Program client = openssl(service)) {
			assertThat(old.exit()).isEqualTo(1);
			assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
			assertThat(tls(service)).isEqualTo(new ConnectionInfo.Tls("TLSv1.2", null));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.3", "1.2" })
	void shouldAnswerAMegabyteByteForByte(String version) {
		try (RunningService service = start(); Program client = python(service, "upper", "--max", version)) {
			assertThat(client.output()).isEqualTo("TLSv" + version + " 1047390 True\n");
			assertThat(client.exit()).as(client.error()).isZero();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(1);
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(36_500);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.3", "1.2" })
	void shouldAnswerWhatIsOutstandingAfterCloseNotify(String version) throws Exception {
		CountDownLatch ended = new CountDownLatch(1);
		MessageService slow = (request) -> {
			ended.await(10, TimeUnit.SECONDS);
			return request;
		};
		try (RunningService service = with().bean(MessageService.class, slow).start();
				Program client = python(service, "half", "--max", version)) {
			RunningService.await().until(() -> service.counts().requestsActive() == 3);
			ended.countDown();
			assertThat(client.output()).isEqualTo("TLSv" + version + " (b'a\\nb\\nrest', 'closed')\n");
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.3", "1.2" })
	void shouldAnswerWhatCameTogetherWithCloseNotify(String version) {
		try (RunningService service = start(); Program client = python(service, "half", "--max", version)) {
			assertThat(client.output()).isEqualTo("TLSv" + version + " (b'A\\nB\\nREST', 'closed')\n");
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.3", "1.2" })
	void shouldNotTakeHalfAMessageWhenTheConnectionIsTruncated(String version) {
		try (RunningService service = start(); Program client = python(service, "truncate", "--max", version)) {
			assertThat(client.output()).as(client.error()).isEqualTo("TLSv" + version + " (b'A\\n', 'closed')\n");
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(1);
			service.assertAllRequestsEnded();
		}
	}

	@ParameterizedTest
	@CsvSource({
			"'', TLSV13_ALERT_CERTIFICATE_REQUIRED|SSLV3_ALERT_(BAD_CERTIFICATE|HANDSHAKE_FAILURE), NO_CERTIFICATE",
			"stranger, CERTIFICATE_UNKNOWN|UNKNOWN_CA, CERTIFICATE_REJECTED",
			"expired, CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN, CERTIFICATE_EXPIRED" })
	void shouldRefuseClientsWithoutAGoodCertificate(String certificate, String alert, TlsFailure reason) {
		try (RunningService service = start("ssl.client-auth=need")) {
			for (String version : List.of("1.3", "1.2")) {
				try (Program client = certificate.isEmpty() ? python(service, "handshake", "--max", version)
						: python(service, "handshake", "--max", version, "--cert", certificate)) {
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
		try (RunningService service = with("ssl.client-auth=" + clientAuth).sources(PeerFlow.class).start();
				Program client = openssl(service, "-cert", "alice.pem", "-key", "alice.key")) {
			assertThat(client.send("who?\n").readLine()).isEqualTo("TLSv1.3 CN=alice,O=Tests");
			assertThat(tls(service)).isEqualTo(new ConnectionInfo.Tls("TLSv1.3", "CN=alice,O=Tests"));
		}
	}

	@Test
	void shouldServeAClientWithoutACertificateThatIsOnlyWanted() {
		try (RunningService service = with("ssl.client-auth=want").sources(PeerFlow.class).start();
				Program client = openssl(service)) {
			assertThat(client.send("who?\n").readLine()).isEqualTo("TLSv1.3 null");
		}
	}

	@Test
	void shouldRefuseWhatIsNotTls(CapturedOutput output) {
		try (RunningService service = start()) {
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
	void shouldCloseWhatBecomesGarbage(CapturedOutput output) {
		try (RunningService service = start(); Program client = python(service, "garbage")) {
			// Netty finds out before the engine, which would have told an alert.
			assertThat(client.output()).as(client.error()).isEqualTo("nothing\n");
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.MALFORMED)).isEqualTo(1);
		}
		assertThat(output).doesNotContain("WARN").doesNotContain("ERROR");
	}

	@Test
	void shouldTellOfTlsOnAPortWithoutIt(CapturedOutput output) {
		try (RunningService service = RunningService.start()) {
			for (int i = 0; i < 3; i++) {
				try (Program client = openssl(service).finish()) {
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
		try (RunningService service = start("ssl.handshake-timeout=200ms"); RawClient client = service.connect()) {
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
		try (RunningService service = start()) {
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
		try (RunningService service = start("limits.max-connections=1"); Program client = openssl(service)) {
			assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
			try (RawClient refused = service.connect()) {
				assertThat(refused.readToEnd()).isEmpty();
			}
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.MAX_CONNECTIONS, 1L);
		}
	}

	@Test
	void shouldHaveAnErrorReplyArrive() {
		try (RunningService service = start("max-message-size=1KB"); Program client = openssl(service)) {
			client.send("x".repeat(500_000));
			assertThat(client.readLine()).matches("ERROR message longer than 1024 bytes \\[[a-z0-9]+]");
			assertThat(client.exit()).isZero();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.TOO_LONG)).isEqualTo(1);
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
