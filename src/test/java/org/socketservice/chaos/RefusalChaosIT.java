package org.socketservice.chaos;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.Program;
import org.socketservice.testing.ProxyHeader;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that do not belong: without a good certificate, with an old version of TLS or
 * none, with a PROXY protocol header that they may not send. Each is refused and counted
 * by reason, and who does belong is served meanwhile.
 */
class RefusalChaosIT {

	private static final int TRIES = Chaos.scaled(50, 2);

	/**
	 * A client that says what became of its handshakes, each on a connection of its own.
	 */
	private static final String HANDSHAKES = """
			import socket, ssl, sys
			port, ca, certificate, tries = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
			for i in range(tries):
			    context = ssl.create_default_context(cafile=ca)
			    if i % 2:
			        context.maximum_version = ssl.TLSVersion.TLSv1_2
			    if certificate:
			        context.load_cert_chain(certificate + ".pem", certificate + ".key")
			    try:
			        plain = socket.create_connection(("127.0.0.1", port), 20)
			        tls = context.wrap_socket(plain, server_hostname="localhost")
			        tls.sendall(b"hello\\n")
			        print("served", tls.recv(100))
			    except ssl.SSLError as error:
			        print("refused", error.reason)
			""";

	@Test
	void shouldRefuseWhoHasNoGoodCertificate(@TempDir Path directory) {
		Certificates certificates = Certificates.createIn(directory);
		List<String> properties = new ArrayList<>(
				List.of("socket.listeners.tcp.ssl.bundle=web", "socket.listeners.tcp.ssl.client-auth=need"));
		properties.addAll(List.of(certificates.bundle("web", "server")));
		SSLContext alice = certificates.client("alice");
		try (ServiceProcess service = ServiceProcess
			.start(properties.stream().map((property) -> "--" + property).toArray(String[]::new))) {
			int served = 0;
			for (String certificate : List.of("", "stranger", "expired")) {
				try (Program client = Program.start(directory,
						List.of("python3", "-c", HANDSHAKES, "" + service.port(), "ca.pem", certificate, "" + TRIES))) {
					assertThat(client.output().lines()).as(certificate + client.error())
						.hasSize(TRIES)
						.allMatch((line) -> line.startsWith("refused "));
				}
				served += serve(RawClient.connectTls(alice, service.port()));
			}
			for (int i = 0; i < TRIES; i++) {
				try (Program client = Program.start(directory,
						List.of("openssl", "s_client", "-connect", "127.0.0.1:" + service.port(), "-CAfile", "ca.pem",
								"-cert", "alice.pem", "-key", "alice.key", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"))
					.finish()) {
					assertThat(client.exit()).isEqualTo(1);
					assertThat(client.error()).contains("alert protocol version");
				}
				try (RawClient client = RawClient.connect(service.port())) {
					client.send("hello\n");
					assertThat(client.readTextToEnd()).doesNotContain("HELLO");
				}
			}
			served += serve(RawClient.connectTls(alice, service.port()));
			Awaitility.await().until(() -> service.counts().active() == 0);
			for (String reason : List.of("no-certificate", "certificate-rejected", "certificate-expired",
					"no-common-protocol", "not-tls")) {
				assertThat(service.metric("socket.server.tls.failures", "reason:" + reason)).as(reason)
					.isEqualTo(TRIES);
			}
			ServiceCounts counts = service.counts();
			assertThat(counts.closed("handshake")).isEqualTo(5L * TRIES);
			assertThat(counts.accepted()).isEqualTo(5L * TRIES + served);
			assertThat(counts.requests("replied")).isEqualTo(served);
			assertThat(counts.requestsActive()).isZero();
			assertThat(service.log().lines().filter((line) -> line.contains("could not establish TLS"))).as("log")
				.hasSizeLessThanOrEqualTo(5 * 2);
		}
		Chaos.report(15,
				"TLS with no, a wrong or an expired client certificate, TLS 1.1, no TLS, %d times each"
					.formatted(TRIES),
				"0 requests served, each counted by its own reason; who had a good certificate was served");
	}

	@Test
	void shouldRefuseHeadersFromWhoIsNoProxy() throws Exception {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		InetAddress proxy = InetAddress.ofLiteral("127.0.0.2");
		try (ServiceProcess service = ServiceProcess.start("--socket.listeners.tcp.proxy-protocol.mode=required",
				"--socket.listeners.tcp.proxy-protocol.trusted=127.0.0.2/32",
				"--socket.listeners.tcp.access.deny=192.0.2.0/24",
				"--socket.listeners.tcp.limits.max-connections-per-address=1")) {
			for (int i = 0; i < TRIES; i++) {
				int version = 1 + i % 2;
				refused(RawClient.connect(loopback, service.port(), loopback).send(header(version, 10)),
						"ERROR proxy protocol header required [");
				refused(RawClient.connect(loopback, service.port(), proxy).send("hello\n"),
						"ERROR proxy protocol header required [");
				refused(RawClient.connect(loopback, service.port(), proxy).send(header(version, 192)),
						"ERROR access denied [");
				serve(RawClient.connect(loopback, service.port(), proxy).send(header(version, 10)));
				Awaitility.await().until(() -> service.counts().active() == 0);
			}
			ServiceCounts counts = service.counts();
			assertThat(counts.rejected("proxy-protocol")).isEqualTo(2L * TRIES);
			assertThat(counts.rejected("access")).isEqualTo(TRIES);
			assertThat(counts.rejected()).isEqualTo(3L * TRIES);
			assertThat(counts.accepted()).isEqualTo(TRIES);
			assertThat(counts.requests("replied")).isEqualTo(TRIES);
			assertThat(counts.requestsActive()).isZero();
		}
		Chaos.report(16,
				"PROXY header, version 1 or 2, from who is no proxy; none from a proxy; a client of the proxy that `access` denies; %d times each"
					.formatted(TRIES),
				"refused and told why, each counted by its reason; other clients of the proxy were served");
	}

	private static byte[] header(int version, int firstByte) {
		String address = (firstByte == 192) ? "192.0.2.7" : "10.0.0.1";
		if (version == 1) {
			return ("PROXY TCP4 " + address + " 127.0.0.1 40000 9999\r\n").getBytes(StandardCharsets.US_ASCII);
		}
		return ProxyHeader.version2(1, 0x11, new byte[] { (byte) firstByte, 0, (byte) ((firstByte == 192) ? 2 : 0), 1,
				127, 0, 0, 1, (byte) (40000 >> 8), 64, 39, 15 });
	}

	private static void refused(RawClient client, String text) {
		try (client) {
			assertThat(client.readTextToEnd()).startsWith(text).hasLineCount(1);
		}
	}

	private static int serve(RawClient client) {
		try (client) {
			assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
			return 1;
		}
	}

}
