package org.socketservice.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.connection.CloseReason;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.ssl.SslMetricsAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Certificates are replaced while clients connect: none of them notices, except by the
 * new certificate. {@code -Dtest.reloads=100} for more.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsReloadTests {

	private static final int RELOADS = Integer.getInteger("test.reloads", 10);

	private Certificates certificates;

	private SSLContext trust;

	@BeforeEach
	void make(@TempDir Path directory) {
		this.certificates = Certificates.createIn(directory);
		this.trust = this.certificates.client("");
	}

	private RunningService start(Class<?>... sources) {
		return RunningService.with("ssl.bundle=web")
			.sources(sources)
			.properties(this.certificates.bundle("web", "server"))
			.properties("spring.ssl.bundle.pem.web.reload-on-update=true",
					"spring.ssl.bundle.watch.file.quiet-period=50ms")
			.start();
	}

	private String serial(RawClient client) {
		try {
			return ((X509Certificate) ((SSLSocket) client.socket()).getSession().getPeerCertificates()[0])
				.getSerialNumber()
				.toString(16);
		}
		catch (SSLPeerUnverifiedException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String serial(RunningService service) {
		try (RawClient client = RawClient.connectTls(this.certificates.client(""), service.port())) {
			assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
			return serial(client);
		}
	}

	@Test
	void shouldGiveNewConnectionsTheNewCertificateUnderLoad() throws Exception {
		try (RunningService service = start(); ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			AtomicBoolean stop = new AtomicBoolean();
			AtomicLong handshakes = new AtomicLong();
			service.counts().tls().observeHandshakes((nanos) -> handshakes.incrementAndGet());
			List<Future<Long>> clients = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				clients.add(executor.submit(() -> connectUntil(stop, service.port())));
			}
			try (RawClient old = RawClient.connectTls(this.trust, service.port())) {
				String first = serial(old);
				String before = first;
				for (int i = 0; i < RELOADS; i++) {
					this.certificates.renewServer();
					String known = before;
					RunningService.await().until(() -> !serial(service).equals(known));
					before = serial(service);
				}
				assertThat(old.send("still\n").readLine()).isEqualTo("STILL");
				assertThat(serial(old)).isEqualTo(first);
			}
			stop.set(true);
			long connections = 0;
			for (Future<Long> client : clients) {
				connections += client.get();
			}
			service.awaitNoneActive();
			assertThat(connections).isPositive();
			assertThat(service.counts().tls().reloads(true)).isGreaterThanOrEqualTo(RELOADS);
			assertThat(service.closed(CloseReason.HANDSHAKE)).isZero();
			assertThat(handshakes.get()).isGreaterThan(connections);
			service.assertCountsAddUp();
		}
	}

	private long connectUntil(AtomicBoolean stop, int port) {
		long connections = 0;
		while (!stop.get()) {
			try (RawClient client = RawClient.connectTls(this.trust, port)) {
				assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
				connections++;
			}
		}
		return connections;
	}

	@Test
	void shouldKeepTheOldCertificateWhenTheNewOneIsNone(CapturedOutput output) throws IOException {
		try (RunningService service = start()) {
			String first = serial(service);
			Files.writeString(this.certificates.file("server.pem"), "no certificate\n");
			RunningService.await().until(() -> service.counts().tls().reloads(false) == 1);
			assertThat(serial(service)).isEqualTo(first);
			assertThat(output).contains("Listener tcp keeps its certificate, for SSL bundle web was changed");
			this.certificates.renewServer();
			RunningService.await().until(() -> !serial(service).equals(first));
		}
	}

	/** Boot's meters of certificates throw at a bundle that cannot be read. */
	@Test
	void shouldBeToldOfTheNewCertificateWhenOthersFailWithIt() throws IOException {
		try (RunningService service = start(CertificateMeters.class)) {
			String first = serial(service);
			Files.writeString(this.certificates.file("server.pem"), "no certificate\n");
			RunningService.await().until(() -> service.counts().tls().reloads(false) == 1);
			assertThat(serial(service)).isEqualTo(first);
		}
	}

	@Test
	void shouldKeepTheOldCertificateWhenTheNewOneIsNotForTheKey() throws IOException {
		try (RunningService service = start()) {
			String first = serial(service);
			Files.copy(this.certificates.file("alice.pem"), this.certificates.file("server.pem"),
					StandardCopyOption.REPLACE_EXISTING);
			RunningService.await().until(() -> service.counts().tls().reloads(false) >= 1);
			assertThat(serial(service)).isEqualTo(first);
			assertThat(service.counts().tls().reloads(true)).isZero();
		}
	}

	@Test
	void shouldKeepTheOldCertificateWhenItsFileIsGone(CapturedOutput output) throws IOException {
		try (RunningService service = start()) {
			String first = serial(service);
			Files.delete(this.certificates.file("server.pem"));
			RunningService.await().until(() -> service.counts().tls().reloads(false) >= 1);
			assertThat(serial(service)).isEqualTo(first);
			assertThat(output).contains("Listener tcp keeps its certificate");
			this.certificates.renewServer();
			RunningService.await().until(() -> !serial(service).equals(first));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
			SslMetricsAutoConfiguration.class })
	static class CertificateMeters {

	}

}
