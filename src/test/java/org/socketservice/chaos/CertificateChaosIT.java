package org.socketservice.chaos;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The certificate is replaced while clients connect: no handshake fails, a connection
 * made before goes on with the old one, and after the shipped quiet period new ones get
 * the new one in time.
 */
class CertificateChaosIT {

	private static final int CLIENTS = 4;

	private static final Duration SHIPPED_QUIET_PERIOD = Duration.ofSeconds(1);

	private static final Duration IN_TIME = Duration.ofSeconds(2);

	@Test
	void shouldFailNoHandshake(@TempDir Path directory) throws Exception {
		int times = Chaos.scaled(100, 3);
		Replaced replaced = replace(directory, times, "--spring.ssl.bundle.watch.file.quiet-period=100ms");
		Chaos.report(17, "certificate replaced %d times under load".formatted(times),
				"0 of %,d handshakes failed; a connection made before went on".formatted(replaced.handshakes));
	}

	@Test
	void shouldServeTheNewCertificateInTime(@TempDir Path directory) throws Exception {
		int times = Chaos.scaled(10, 1);
		Replaced replaced = replace(directory, times);
		assertThat(replaced.longest).isLessThan(SHIPPED_QUIET_PERIOD.plus(IN_TIME));
		Chaos.report(18, "the same with the shipped quiet period of 1 s, %d times".formatted(times),
				"0 of %,d handshakes failed; new connections got the new certificate after %,d ms at most"
					.formatted(replaced.handshakes, replaced.longest.toMillis()));
	}

	private static Replaced replace(Path directory, int times, String... properties) throws Exception {
		Certificates certificates = Certificates.createIn(directory);
		List<String> arguments = new ArrayList<>(
				List.of("--socket.listeners.tcp.ssl.bundle=web", "--spring.ssl.bundle.pem.web.reload-on-update=true"));
		for (String property : certificates.bundle("web", "server")) {
			arguments.add("--" + property);
		}
		arguments.addAll(List.of(properties));
		SSLContext trust = certificates.client("");
		try (ServiceProcess service = ServiceProcess.start(arguments.toArray(String[]::new));
				ExecutorService executor = Executors.newFixedThreadPool(CLIENTS);
				RawClient old = RawClient.connectTls(trust, service.port())) {
			BigInteger first = serial(old);
			AtomicBoolean stop = new AtomicBoolean();
			List<Future<Long>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(executor.submit(() -> connectUntil(stop, trust, service.port())));
			}
			long handshakes = 1;
			long longest = 0;
			BigInteger known = first;
			try {
				for (int i = 0; i < times; i++) {
					certificates.renewServer();
					long begin = System.nanoTime();
					BigInteger next = known;
					while (next.equals(known)) {
						assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));
						next = serialOfNew(certificates, service.port());
						handshakes++;
					}
					longest = Math.max(longest, System.nanoTime() - begin);
					known = next;
				}
			}
			finally {
				stop.set(true);
			}
			for (Future<Long> client : clients) {
				handshakes += client.get(1, TimeUnit.MINUTES);
			}
			assertThat(old.send("still\n").readLine()).isEqualTo("STILL");
			assertThat(serial(old)).isEqualTo(first);
			Awaitility.await().until(() -> service.counts().active() == 1);
			ServiceCounts counts = service.counts();
			assertThat(counts.closed("handshake")).isZero();
			assertThat(counts.accepted()).isEqualTo(handshakes);
			assertThat(counts.requests("replied")).isEqualTo(handshakes);
			assertThat(service.metric("socket.server.tls.failures")).isZero();
			assertThat(service.metric("socket.server.tls.reloads", "outcome:success")).isGreaterThanOrEqualTo(times);
			return new Replaced(handshakes, Duration.ofNanos(longest));
		}
	}

	private static long connectUntil(AtomicBoolean stop, SSLContext trust, int port) {
		long handshakes = 0;
		while (!stop.get()) {
			try (RawClient client = RawClient.connectTls(trust, port)) {
				assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
				handshakes++;
			}
		}
		return handshakes;
	}

	/** With a context of its own, so that no session is resumed. */
	private static BigInteger serialOfNew(Certificates certificates, int port) {
		try (RawClient client = RawClient.connectTls(certificates.client(""), port)) {
			assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
			return serial(client);
		}
	}

	private static BigInteger serial(RawClient client) {
		try {
			return ((X509Certificate) ((SSLSocket) client.socket()).getSession().getPeerCertificates()[0])
				.getSerialNumber();
		}
		catch (SSLPeerUnverifiedException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What came of it.
	 *
	 * @param handshakes all of which succeeded
	 * @param longest until new connections got the new certificate
	 */
	private record Replaced(long handshakes, Duration longest) {
	}

}
