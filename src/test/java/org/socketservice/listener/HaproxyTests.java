package org.socketservice.listener;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.RejectReason;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.Haproxy;
import org.socketservice.testing.Program;
import org.socketservice.testing.ProxiedService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * PROXY protocol headers as a real HAProxy sends them.
 */
class HaproxyTests {

	@ParameterizedTest
	@CsvSource({ "send-proxy", "send-proxy-v2", "send-proxy-v2-ssl-cn", "send-proxy-v2 check-send-proxy" })
	void shouldServeClientsOfHaproxy(String option, @TempDir Path directory) {
		try (RunningService service = ProxiedService.with("access.allow=127.0.0.9")
			.sources(ProxiedService.HeadersFlow.class)
			.start();
				Haproxy haproxy = Haproxy.start(directory,
						"server one 127.0.0.1:%d %s check inter 50ms".formatted(service.port(), option))) {
			try (RawClient client = RawClient.connect(InetAddress.ofLiteral("127.0.0.1"), haproxy.port(),
					InetAddress.ofLiteral("127.0.0.9"))) {
				assertThat(client.send("who\n").readLine()).startsWith("127.0.0.9 " + client.localPort() + " ");
				assertThat(client.send("again\n").readLine()).startsWith("127.0.0.9 " + client.localPort() + " ");
			}
			try (RawClient other = RawClient.connect(InetAddress.ofLiteral("127.0.0.1"), haproxy.port(),
					InetAddress.ofLiteral("127.0.0.8"))) {
				assertThat(other.send("who\n").readTextToEnd()).startsWith("ERROR access denied [");
			}
			// its health checks, which it sends with a header of its own
			RunningService.await()
				.until(() -> service.counts().snapshot().accepted() > 3 || option.equals("send-proxy"));
			haproxy.stop();
			service.awaitNoneActive();
			service.assertCountsAddUp();
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.PROXY_PROTOCOL, 0L);
		}
	}

	@Test
	void shouldTakeTheHeaderBeforeTls(@TempDir Path directory) {
		Certificates certificates = Certificates.createIn(directory);
		try (RunningService service = ProxiedService.with("ssl.bundle=web")
			.properties(certificates.bundle("web", "server"))
			.sources(ProxiedService.HeadersFlow.class)
			.start();
				Haproxy haproxy = Haproxy.start(directory,
						"server one 127.0.0.1:%d send-proxy-v2".formatted(service.port()));
				Program client = Program.start(directory, List.of("openssl", "s_client", "-connect",
						"127.0.0.1:" + haproxy.port(), "-CAfile", "ca.pem", "-verify_return_error", "-quiet"))) {
			assertThat(client.send("who\n").readLine()).startsWith("127.0.0.1 ");
			ConnectionInfo info = service.onlyConnection();
			assertThat(info.tls()).isEqualTo(new ConnectionInfo.Tls("TLSv1.3", null));
		}
	}

}
