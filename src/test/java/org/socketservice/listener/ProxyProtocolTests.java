package org.socketservice.listener;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.socketservice.connection.CloseReason;
import org.socketservice.testing.ProxiedService;
import org.socketservice.testing.ProxyHeader;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * PROXY protocol headers, byte by byte as the specification has them, and what is taken
 * from them.
 */
class ProxyProtocolTests {

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void shouldTakeTheClientAddressOfVersion1() {
		try (RunningService service = ProxiedService.with().sources(ProxiedService.HeadersFlow.class).start();
				RawClient proxy = service.connect()) {
			proxy.send(ProxyHeader.TCP4).send("who\n");
			assertThat(proxy.readLine())
				.isEqualTo("203.0.113.7 40112 127.0.0.1:" + proxy.localPort() + " null null null null null");
			assertThat(service.onlyConnection().remote()).isEqualTo("203.0.113.7:40112");
			assertThat(service.onlyConnection().id()).startsWith("203.0.113.7:40112:");
			proxy.finish();
			assertThat(proxy.readToEnd()).isEmpty();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(1);
		}
	}

	@Test
	void shouldTakeIpv6() {
		try (RunningService service = ProxiedService.with().start(); RawClient proxy = service.connect()) {
			proxy.send("PROXY TCP6 2001:db8::7 2001:db8::1 40112 9999\r\nhello\n");
			assertThat(proxy.readLine()).isEqualTo("HELLO");
			assertThat(service.onlyConnection().remote()).isEqualTo("[2001:db8::7]:40112");
		}
	}

	@Test
	void shouldTakeMessagesThatComeWithTheHeader() {
		try (RunningService service = ProxiedService.with().start(); RawClient proxy = service.connect()) {
			assertThat(proxy.send(ProxyHeader.TCP4 + "hello\nwor").readLine()).isEqualTo("HELLO");
			assertThat(proxy.send("ld\n").readLine()).isEqualTo("WORLD");
			assertThat(service.onlyConnection().bytesReceived()).isEqualTo(12);
		}
	}

	@Test
	void shouldTakeAHeaderByteByByte() {
		for (byte[] header : List.of(text(ProxyHeader.TCP4), ProxyHeader.version2(1, 0x11, ProxyHeader.ipv4()))) {
			try (RunningService service = ProxiedService.with().start(); RawClient proxy = service.connect()) {
				for (int i = 0; i < header.length; i++) {
					proxy.send(header, i, i + 1);
				}
				assertThat(proxy.send("hello\n").readLine()).isEqualTo("HELLO");
				assertThat(service.onlyConnection().remote()).isEqualTo("203.0.113.7:40112");
			}
		}
	}

	@Test
	void shouldPassTlvsOnAsHeaders() {
		byte[] tls = new byte[] { 1 | 2, 0, 0, 0, 0 };
		ByteArrayOutputStream verified = new ByteArrayOutputStream();
		verified.writeBytes(tls);
		verified.writeBytes(ProxyHeader.tlv(0x21, text("TLSv1.3")));
		verified.writeBytes(ProxyHeader.tlv(0x22, text("alice")));
		byte[] header = ProxyHeader.version2(1, 0x11, ProxyHeader.ipv4(), ProxyHeader.tlv(1, text("h2")),
				ProxyHeader.tlv(2, text("example.org")), ProxyHeader.tlv(5, new byte[] { 1, 2, (byte) 255 }),
				ProxyHeader.tlv(0x20, verified.toByteArray()), ProxyHeader.tlv(4, new byte[3]));
		try (RunningService service = ProxiedService.with().sources(ProxiedService.HeadersFlow.class).start();
				RawClient proxy = service.connect()) {
			assertThat(proxy.send(header).send("who\n").readLine())
				.isEqualTo("203.0.113.7 40112 127.0.0.1:" + proxy.localPort() + " example.org h2 0102ff TLSv1.3 alice");
		}
	}

	@Test
	void shouldNotPassOnTheNameOfAClientTheProxyCouldNotVerify() {
		ByteArrayOutputStream unverified = new ByteArrayOutputStream();
		unverified.writeBytes(new byte[] { 1 | 2, 0, 0, 0, 1 });
		unverified.writeBytes(ProxyHeader.tlv(0x22, text("mallory")));
		byte[] header = ProxyHeader.version2(1, 0x11, ProxyHeader.ipv4(),
				ProxyHeader.tlv(0x20, unverified.toByteArray()));
		try (RunningService service = ProxiedService.with().sources(ProxiedService.HeadersFlow.class).start();
				RawClient proxy = service.connect()) {
			assertThat(proxy.send(header).send("who\n").readLine()).endsWith(" null null");
		}
	}

	@Test
	void shouldServeTheProxyItselfWhateverTheRulesForClients() {
		byte[] local = ProxyHeader.version2(0, 0);
		try (RunningService service = ProxiedService
			.with("access.allow=203.0.113.0/24", "limits.max-connections-per-address=1")
			.start(); RawClient first = service.connect(); RawClient second = service.connect()) {
			assertThat(first.send(local).send("a\n").readLine()).isEqualTo("A");
			assertThat(second.send(local).send("b\n").readLine()).isEqualTo("B");
			assertThat(service.find(first)).isNotNull();
		}
	}

	@Test
	void shouldTakeTheProxysAddressWhereItDoesNotKnowTheClient() {
		for (byte[] header : List.of(text("PROXY UNKNOWN\r\n"), text("PROXY UNKNOWN ffff:: ffff:: 1 2\r\n"),
				ProxyHeader.version2(1, 0), ProxyHeader.version2(1, 0x31, new byte[216]))) {
			try (RunningService service = ProxiedService.with("access.allow=127.0.0.1").start();
					RawClient proxy = service.connect()) {
				assertThat(proxy.send(header).send("a\n").readLine()).isEqualTo("A");
				assertThat(service.find(proxy)).isNotNull();
			}
		}
	}

}
