package org.socketservice.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.CloseReason;
import org.socketservice.properties.InvalidPropertiesException;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;
import org.socketservice.transport.EventLoopsAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients with TLS against openssl's server, which sends lines back reversed, and against
 * ours.
 */
class TlsClientTests {

	private static Certificates certificates;

	private static SSLContext trust;

	private static Path directory;

	private static Program openssl;

	private static int port;

	@BeforeAll
	static void start(@TempDir Path temporary) {
		directory = temporary;
		certificates = Certificates.createIn(directory);
		trust = certificates.client("");
		openssl = Program.start(directory,
				List.of("openssl", "s_server", "-accept", "0", "-cert", "server.pem", "-key", "server.key", "-rev"));
		String line = openssl.readLine();
		while (!line.startsWith("ACCEPT")) {
			line = openssl.readLine();
		}
		port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
	}

	@AfterAll
	static void stop() {
		openssl.close();
	}

	private static SocketClientBuilder client() {
		return new SocketClientBuilder().address("localhost", port).tls(trust).poolSize(1);
	}

	@Test
	void shouldSpeakTls() {
		try (SocketClient client = client().build()) {
			assertThat(client.send("hello")).isEqualTo("olleh");
			assertThat(client.send("again")).isEqualTo("niaga");
			assertThat(client.counts().activeConnections()).isEqualTo(1);
		}
	}

	@Test
	void shouldSpeakTlsOverAConnectionOfOnesOwn() {
		try (SocketConnection connection = client().connect()) {
			assertThat(connection.send("hello".getBytes(StandardCharsets.UTF_8))).asString().isEqualTo("olleh");
			assertThat(connection.send("again".getBytes(StandardCharsets.UTF_8))).asString().isEqualTo("niaga");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "pool", "connection" })
	void shouldNotTrustEverybody(String kind) {
		SocketClientBuilder client = client().tls(stranger());
		assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> send(client, kind))
			.withMessageStartingWith("localhost:" + port + ": TLS: ")
			.withMessageContaining("PKIX path");
	}

	private static SSLContext stranger() {
		return SslBundle
			.of(new PemSslStoreBundle(null,
					PemSslStoreDetails.forCertificate("file:" + certificates.file("stranger.pem"))))
			.createSslContext();
	}

	@ParameterizedTest
	@ValueSource(strings = { "pool", "connection" })
	void shouldNotTrustAServerOfAnotherName(String kind) {
		SocketClientBuilder client = client().address("127.0.0.2", port);
		assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> send(client, kind))
			.withMessageStartingWith("127.0.0.2:" + port + ": TLS: ")
			.withMessageContaining("127.0.0.2 found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pool", "connection" })
	void shouldNotWaitForEverForTls(String kind) throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			SocketClientBuilder client = client().address("localhost", silent.getLocalPort())
				.connectTimeout(Duration.ofMillis(200));
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> send(client, kind));
		}
	}

	private static void send(SocketClientBuilder builder, String kind) {
		if (kind.equals("pool")) {
			try (SocketClient client = builder.build()) {
				client.send("hello");
			}
		}
		else {
			builder.connect().close();
		}
	}

	@Test
	void shouldSendAndReceiveMuchAtOnce() {
		try (RunningService service = RunningService.with("ssl.bundle=web", "max-message-size=2MB")
			.properties(certificates.bundle("web", "server"))
			.start()) {
			SocketClientBuilder builder = new SocketClientBuilder().address("localhost", service.port())
				.tls(certificates.client("alice"))
				.maxMessageSize(2_000_000);
			String text = "some text and more; ".repeat(60_000);
			try (SocketConnection connection = builder.connect(); SocketClient client = builder.build()) {
				assertThat(connection.send(text.getBytes(StandardCharsets.UTF_8))).asString()
					.isEqualTo(text.toUpperCase(Locale.ROOT));
				assertThat(client.send(text)).isEqualTo(text.toUpperCase(Locale.ROOT));
				connection.shutdownOutput();
				assertThat(connection.read(Duration.ofSeconds(10))).isNull();
			}
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(2);
		}
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, SslAutoConfiguration.class,
					EventLoopsAutoConfiguration.class, ClientAutoConfiguration.class))
			.withPropertyValues("socket.clients.orders.host=localhost", "socket.clients.orders.port=" + port,
					"socket.clients.orders.ssl.bundle=mine");
	}

	@Test
	void shouldTakeABundleFromTheProperties() {
		runner()
			.withPropertyValues("spring.ssl.bundle.pem.mine.truststore.certificate=file:" + certificates.file("ca.pem"))
			.run((context) -> assertThat(context.getBean(SocketClient.class).send("hello")).isEqualTo("olleh"));
	}

	@Test
	void shouldNameTheBundleThatIsUnknown() {
		runner().run((context) -> assertThat(context).hasFailed()
			.getFailure()
			.rootCause()
			.isInstanceOf(InvalidPropertiesException.class)
			.hasMessageContaining("socket.clients.orders.ssl.bundle (\"mine\"): there is no SSL bundle of this name"));
	}

}
