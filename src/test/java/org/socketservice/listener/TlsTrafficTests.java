package org.socketservice.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

import javax.net.ssl.SSLContext;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.LeakWatch;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for plain connections holds for encrypted ones: back-pressure, timeouts,
 * order, and no buffer is lost.
 */
class TlsTrafficTests {

	private static final String LINE = "a line of sixty-four bytes with its line feed, to be read late\n";

	private static Certificates certificates;

	private static SSLContext trust;

	@BeforeAll
	static void make(@TempDir Path directory) {
		certificates = Certificates.createIn(directory);
		trust = certificates.client("");
	}

	private static RunningService.Builder with(String... properties) {
		return RunningService.with(properties)
			.listener("tcp", "ssl.bundle=web")
			.properties(certificates.bundle("web", "server"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "nio", "io_uring" })
	void shouldNotReadFromAClientThatDoesNotRead(String io) throws Exception {
		try (RunningService service = with("idle-timeout=0", "receive-buffer=64KB", "send-buffer=64KB")
			.property("socket.event-loops.io=" + io)
			.start(); RawClient client = RawClient.connectTls(trust, service.port())) {
			int lines = 500_000;
			Thread sender = Thread.ofPlatform().start(() -> {
				for (int i = 0; i < lines / 100; i++) {
					client.send(LINE.repeat(100));
				}
			});
			Awaitility.await()
				.pollInterval(Duration.ofMillis(20))
				.during(Duration.ofMillis(400))
				.atMost(Duration.ofSeconds(20))
				.until(() -> bytesStandStill(service, client));
			ConnectionInfo info = service.await(client, (any) -> true);
			assertThat(info.bytesReceived()).isLessThan(lines * (long) LINE.length());
			String upper = LINE.toUpperCase(Locale.ROOT).repeat(100);
			for (int i = 0; i < lines / 100; i++) {
				assertThat(client.readText(upper.length())).isEqualTo(upper);
			}
			sender.join();
			client.finish();
			assertThat(client.readToEnd()).isEmpty();
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(lines);
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(1);
		}
		LeakWatch.assertNoneCollected();
	}

	private long received;

	private boolean bytesStandStill(RunningService service, RawClient client) {
		ConnectionInfo info = service.find(client);
		long before = this.received;
		this.received = (info != null) ? info.bytesReceived() : 0;
		return this.received > 0 && this.received == before;
	}

	@Test
	void shouldCloseAnIdleConnection() {
		try (RunningService service = with("idle-timeout=100ms").start();
				RawClient client = RawClient.connectTls(trust, service.port())) {
			assertThat(client.send("a\n").readLine()).isEqualTo("A");
			assertThat(client.readToEnd()).isEmpty();
			client.finish();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.IDLE_TIMEOUT)).isEqualTo(1);
		}
	}

	@Test
	void shouldNotWaitForTheRestOfARecordForEver() {
		try (RunningService service = with("message-timeout=200ms").start();
				RawClient plain = service.connect();
				RawClient client = RawClient.overTls(trust, plain)) {
			assertThat(client.send("a\n").readLine()).isEqualTo("A");
			plain.send(new byte[] { 23, 3, 3, 1, 0, 1, 2, 3 });
			assertThat(client.readLine()).startsWith("ERROR message timeout [");
			assertThat(client.readToEnd()).isEmpty();
			plain.finish();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.MESSAGE_TIMEOUT)).isEqualTo(1);
		}
	}

	@Test
	void shouldResumeSessions() {
		try (RunningService service = with().start()) {
			for (int i = 0; i < 20; i++) {
				try (RawClient client = RawClient.connectTls(trust, service.port())) {
					assertThat(client.send("a\n").readLine()).isEqualTo("A");
				}
			}
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(20);
			service.assertCountsAddUp();
		}
	}

}
