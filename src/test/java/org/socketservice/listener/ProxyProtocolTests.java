package org.socketservice.listener;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

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
import org.socketservice.testing.Certificates;
import org.socketservice.testing.Haproxy;
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
 * PROXY protocol headers, byte by byte as the specification has them.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProxyProtocolTests {

	private static final String TCP4 = "PROXY TCP4 203.0.113.7 198.51.100.1 40112 9999\r\n";

	private static final byte[] SIGNATURE = { 13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10 };

	private static RunningService.Builder with(String... properties) {
		return RunningService.with(properties)
			.listener("tcp", "proxy-protocol.mode=required", "proxy-protocol.trusted=127.0.0.1,::1");
	}

	private static RunningService start(String... properties) {
		return with(properties).start();
	}

	/** Version 2: command and family, then addresses and TLVs. */
	private static byte[] version2(int command, int family, byte[]... parts) {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		ByteArrayOutputStream rest = new ByteArrayOutputStream();
		List.of(parts).forEach(rest::writeBytes);
		header.writeBytes(SIGNATURE);
		header.write(0x20 | command);
		header.write(family);
		header.write(rest.size() >> 8);
		header.write(rest.size());
		header.writeBytes(rest.toByteArray());
		return header.toByteArray();
	}

	private static byte[] tlv(int type, byte[] value) {
		ByteArrayOutputStream tlv = new ByteArrayOutputStream();
		tlv.write(type);
		tlv.write(value.length >> 8);
		tlv.write(value.length);
		tlv.writeBytes(value);
		return tlv.toByteArray();
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] ipv4() {
		return new byte[] { (byte) 203, 0, 113, 7, (byte) 198, 51, 100, 1, (byte) (40112 >> 8), (byte) 40112, 39, 15 };
	}

	private static ConnectionInfo connection(RunningService service) {
		RunningService.await().until(() -> service.bean(ConnectionRegistry.class).size() == 1);
		return service.bean(ConnectionRegistry.class).list(null).getFirst();
	}

	@Test
	void shouldTakeTheClientAddressOfVersion1() {
		try (RunningService service = with().sources(HeadersFlow.class).start(); RawClient proxy = service.connect()) {
			proxy.send(TCP4).send("who\n");
			assertThat(proxy.readLine())
				.isEqualTo("203.0.113.7 40112 127.0.0.1:" + proxy.localPort() + " null null null null null");
			assertThat(connection(service).remote()).isEqualTo("203.0.113.7:40112");
			assertThat(connection(service).id()).startsWith("203.0.113.7:40112:");
			proxy.finish();
			assertThat(proxy.readToEnd()).isEmpty();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(1);
		}
	}

	@Test
	void shouldTakeIpv6() {
		try (RunningService service = start(); RawClient proxy = service.connect()) {
			proxy.send("PROXY TCP6 2001:db8::7 2001:db8::1 40112 9999\r\nhello\n");
			assertThat(proxy.readLine()).isEqualTo("HELLO");
			assertThat(connection(service).remote()).isEqualTo("[2001:db8::7]:40112");
		}
	}

	@Test
	void shouldTakeMessagesThatComeWithTheHeader() {
		try (RunningService service = start(); RawClient proxy = service.connect()) {
			assertThat(proxy.send(TCP4 + "hello\nwor").readLine()).isEqualTo("HELLO");
			assertThat(proxy.send("ld\n").readLine()).isEqualTo("WORLD");
			assertThat(connection(service).bytesReceived()).isEqualTo(12);
		}
	}

	@Test
	void shouldTakeAHeaderByteByByte() {
		for (byte[] header : List.of(text(TCP4), version2(1, 0x11, ipv4()))) {
			try (RunningService service = start(); RawClient proxy = service.connect()) {
				for (int i = 0; i < header.length; i++) {
					proxy.send(header, i, i + 1);
				}
				assertThat(proxy.send("hello\n").readLine()).isEqualTo("HELLO");
				assertThat(connection(service).remote()).isEqualTo("203.0.113.7:40112");
			}
		}
	}

	@Test
	void shouldPassTlvsOnAsHeaders() {
		byte[] tls = new byte[] { 1 | 2, 0, 0, 0, 0 };
		ByteArrayOutputStream verified = new ByteArrayOutputStream();
		verified.writeBytes(tls);
		verified.writeBytes(tlv(0x21, text("TLSv1.3")));
		verified.writeBytes(tlv(0x22, text("alice")));
		byte[] header = version2(1, 0x11, ipv4(), tlv(1, text("h2")), tlv(2, text("example.org")),
				tlv(5, new byte[] { 1, 2, (byte) 255 }), tlv(0x20, verified.toByteArray()), tlv(4, new byte[3]));
		try (RunningService service = with().sources(HeadersFlow.class).start(); RawClient proxy = service.connect()) {
			assertThat(proxy.send(header).send("who\n").readLine())
				.isEqualTo("203.0.113.7 40112 127.0.0.1:" + proxy.localPort() + " example.org h2 0102ff TLSv1.3 alice");
		}
	}

	@Test
	void shouldNotPassOnTheNameOfAClientTheProxyCouldNotVerify() {
		ByteArrayOutputStream unverified = new ByteArrayOutputStream();
		unverified.writeBytes(new byte[] { 1 | 2, 0, 0, 0, 1 });
		unverified.writeBytes(tlv(0x22, text("mallory")));
		byte[] header = version2(1, 0x11, ipv4(), tlv(0x20, unverified.toByteArray()));
		try (RunningService service = with().sources(HeadersFlow.class).start(); RawClient proxy = service.connect()) {
			assertThat(proxy.send(header).send("who\n").readLine()).endsWith(" null null");
		}
	}

	@Test
	void shouldServeTheProxyItselfWhateverTheRulesForClients() {
		byte[] local = version2(0, 0);
		try (RunningService service = start("access.allow=203.0.113.0/24", "limits.max-connections-per-address=1");
				RawClient first = service.connect();
				RawClient second = service.connect()) {
			assertThat(first.send(local).send("a\n").readLine()).isEqualTo("A");
			assertThat(second.send(local).send("b\n").readLine()).isEqualTo("B");
			assertThat(service.find(first)).isNotNull();
		}
	}

	@Test
	void shouldApplyRulesToTheClient() {
		try (RunningService service = start("access.deny=203.0.113.7", "limits.max-connections-per-address=1")) {
			try (RawClient denied = service.connect()) {
				assertThat(denied.send(TCP4).readTextToEnd()).startsWith("ERROR access denied [");
			}
			String other = TCP4.replace("203.0.113.7", "203.0.113.8");
			try (RawClient first = service.connect(); RawClient second = service.connect()) {
				assertThat(first.send(other + "a\n").readLine()).isEqualTo("A");
				assertThat(second.send(other + "b\n").readTextToEnd()).startsWith("ERROR too many connections [");
				try (RawClient third = service.connect()) {
					third.send(TCP4.replace("203.0.113.7", "203.0.113.9") + "c\n");
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
	void shouldTakeTheProxysAddressWhereItDoesNotKnowTheClient() {
		for (byte[] header : List.of(text("PROXY UNKNOWN\r\n"), text("PROXY UNKNOWN ffff:: ffff:: 1 2\r\n"),
				version2(1, 0), version2(1, 0x31, new byte[216]))) {
			try (RunningService service = start("access.allow=127.0.0.1"); RawClient proxy = service.connect()) {
				assertThat(proxy.send(header).send("a\n").readLine()).isEqualTo("A");
				assertThat(service.find(proxy)).isNotNull();
			}
		}
	}

	@Test
	void shouldRefuseAHeaderFromElsewhere(CapturedOutput output) throws Exception {
		try (RunningService service = start()) {
			for (int i = 0; i < 3; i++) {
				try (RawClient spoofing = RawClient.connect(InetAddress.ofLiteral("127.0.0.2"), service.port(),
						InetAddress.ofLiteral("127.0.0.2"))) {
					spoofing.send(TCP4 + "hello\n");
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
		try (RunningService service = start(); RawClient proxy = service.connect()) {
			proxy.send(input);
			assertThat(proxy.readTextToEnd()).startsWith("ERROR proxy protocol header required [");
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.PROXY_PROTOCOL, 1L);
		}
	}

	@Test
	void shouldRefuseAHeaderThatIsTooLong() {
		try (RunningService service = start(); RawClient proxy = service.connect()) {
			proxy.send("PROXY TCP4 " + "1".repeat(5000));
			assertThat(proxy.readTextToEnd()).startsWith("ERROR proxy protocol header required [");
		}
	}

	@Test
	void shouldRefuseVersion2WithBadContent() {
		byte[] badLength = version2(1, 0x11, new byte[4]);
		byte[] badTlv = version2(1, 0x11, ipv4(), new byte[] { 0x20, 0, 2, 1, 2 });
		byte[] badVersion = version2(1, 0x11, ipv4());
		badVersion[12] = 0x31;
		for (byte[] header : List.of(badLength, badTlv, badVersion)) {
			try (RunningService service = start(); RawClient proxy = service.connect()) {
				assertThat(proxy.send(header).readTextToEnd()).startsWith("ERROR proxy protocol header required [");
				assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.PROXY_PROTOCOL, 1L);
			}
		}
	}

	@Test
	void shouldRefuseWhoSendsNoHeaderInTime() {
		try (RunningService service = start("proxy-protocol.timeout=100ms"); RawClient proxy = service.connect()) {
			proxy.send("PROXY TC");
			assertThat(proxy.readTextToEnd()).startsWith("ERROR proxy protocol header required [");
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.PROXY_PROTOCOL, 1L);
		}
	}

	@Test
	void shouldCountWhoClosesWithoutAHeader() {
		try (RunningService service = start()) {
			service.connect().close();
			service.connect().reset();
			RunningService.await()
				.until(() -> Objects.equals(service.counts().snapshot().rejected().get(RejectReason.PROXY_PROTOCOL),
						2L));
			assertThat(service.counts().snapshot().accepted()).isZero();
		}
	}

	@ParameterizedTest
	@CsvSource({ "send-proxy", "send-proxy-v2", "send-proxy-v2-ssl-cn", "send-proxy-v2 check-send-proxy" })
	void shouldServeClientsOfHaproxy(String option, @TempDir Path directory) {
		try (RunningService service = with("access.allow=127.0.0.9").sources(HeadersFlow.class).start();
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
		try (RunningService service = with("ssl.bundle=web").properties(certificates.bundle("web", "server"))
			.sources(HeadersFlow.class)
			.start();
				Haproxy haproxy = Haproxy.start(directory,
						"server one 127.0.0.1:%d send-proxy-v2".formatted(service.port()));
				Program client = Program.start(directory, List.of("openssl", "s_client", "-connect",
						"127.0.0.1:" + haproxy.port(), "-CAfile", "ca.pem", "-verify_return_error", "-quiet"))) {
			assertThat(client.send("who\n").readLine()).startsWith("127.0.0.1 ");
			ConnectionInfo info = connection(service);
			assertThat(info.tls()).isEqualTo(new ConnectionInfo.Tls("TLSv1.3", null));
		}
	}

	/** Answers with what it knows of the client. */
	@Configuration(proxyBeanMethods = false)
	static class HeadersFlow {

		@Bean
		IntegrationFlow client() {
			return IntegrationFlow.from("socketRequests")
				.handle(byte[].class,
						(payload, headers) -> headers.get("ip_address") + " " + headers.get("ip_tcp_remotePort") + " "
								+ headers.get("socket_proxyAddress") + " " + headers.get("socket_proxyAuthority") + " "
								+ headers.get("socket_proxyAlpn") + " " + headers.get("socket_proxyUniqueId") + " "
								+ headers.get("socket_proxyTlsProtocol") + " " + headers.get("socket_proxyTlsPeer"))
				.get();
		}

	}

}
