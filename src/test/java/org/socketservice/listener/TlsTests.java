package org.socketservice.listener;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;
import org.socketservice.testing.TlsSetting;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traffic over TLS with clients that are not ours: openssl and Python.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsTests {

	private static TlsSetting tls;

	@BeforeAll
	static void make(@TempDir Path directory) {
		tls = new TlsSetting(directory);
	}

	@ParameterizedTest
	@CsvSource({ "-tls1_3, TLSv1.3", "-tls1_2, TLSv1.2" })
	void shouldServeOpenssl(String option, String protocol) {
		try (RunningService service = tls.start(); Program client = tls.openssl(service, option)) {
			assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
			assertThat(client.send("again\r\n").readLine()).isEqualTo("AGAIN\r");
			assertThat(service.onlyConnection().tls()).isEqualTo(new ConnectionInfo.Tls(protocol, null));
			client.kill();
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(2);
			service.assertCountsAddUp();
		}
	}

	@Test
	void shouldServeProtocolsTheBundleNames() {
		try (RunningService service = tls.with()
			.property("spring.ssl.bundle.pem.web.options.enabled-protocols=TLSv1.2")
			.start(); Program old = tls.openssl(service, "-tls1_3").finish(); Program client = tls.openssl(service)) {
			assertThat(old.exit()).isEqualTo(1);
			assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
			assertThat(service.onlyConnection().tls()).isEqualTo(new ConnectionInfo.Tls("TLSv1.2", null));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.3", "1.2" })
	void shouldAnswerAMegabyteByteForByte(String version) {
		try (RunningService service = tls.start(); Program client = tls.python(service, "upper", "--max", version)) {
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
		try (RunningService service = tls.with().bean(MessageService.class, slow).start();
				Program client = tls.python(service, "half", "--max", version)) {
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
		try (RunningService service = tls.start(); Program client = tls.python(service, "half", "--max", version)) {
			assertThat(client.output()).isEqualTo("TLSv" + version + " (b'A\\nB\\nREST', 'closed')\n");
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.3", "1.2" })
	void shouldNotTakeHalfAMessageWhenTheConnectionIsTruncated(String version) {
		try (RunningService service = tls.start(); Program client = tls.python(service, "truncate", "--max", version)) {
			assertThat(client.output()).as(client.error()).isEqualTo("TLSv" + version + " (b'A\\n', 'closed')\n");
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(1);
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldCloseWhatBecomesGarbage(CapturedOutput output) {
		try (RunningService service = tls.start(); Program client = tls.python(service, "garbage")) {
			// Netty finds out before the engine, which would have told an alert.
			assertThat(client.output()).as(client.error()).isEqualTo("nothing\n");
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.MALFORMED)).isEqualTo(1);
		}
		assertThat(output).doesNotContain("WARN").doesNotContain("ERROR");
	}

	@Test
	void shouldHaveAnErrorReplyArrive() {
		try (RunningService service = tls.start("max-message-size=1KB"); Program client = tls.openssl(service)) {
			client.offer("x".repeat(500_000));
			assertThat(client.readLine()).matches("ERROR message longer than 1024 bytes \\[[a-z0-9]+]");
			assertThat(client.exit()).isZero();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.TOO_LONG)).isEqualTo(1);
		}
	}

}
