package org.socketservice.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.client.SocketClientBuilder;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.framing.Framing;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mixed traffic on all transports that need no privilege, and in all framings: what is
 * resident, on the heap and open once everything is warm is all that is at the end, and
 * each listener has counted what its clients have. {@code -Dchaos.soak=3600} makes it an
 * hour.
 */
class SoakChaosIT {

	private static final int SECONDS = Integer.getInteger("chaos.soak", Chaos.scaled(30, 3));

	private static final boolean LONG = SECONDS > 600;

	private static final int WARM_SECONDS = LONG ? 600 : SECONDS / 2;

	/**
	 * Between the conversations of a client; at the slower pace all of them and the
	 * service together take at most a seventh of a core.
	 */
	private static final Duration PAUSE = Duration.ofMillis(LONG ? 350 : 20);

	/** {@code max-message-size} of all but the listeners of lines, as length-1 needs. */
	private static final int MAX = 100;

	private static final int UDP_MAX = 8000;

	private static final Map<String, Framing> FRAMINGS = Map.of("crlf", Framing.CRLF, "nul", Framing.NUL, "stxetx",
			Framing.STX_ETX, "short", Framing.LENGTH_1, "medium", Framing.LENGTH_2, "long", Framing.LENGTH_4);

	@Test
	void shouldKeepItsCountsBalancedAndItsMemoryFlat(@TempDir Path directory) throws Exception {
		Certificates certificates = Certificates.createIn(directory);
		try (ServiceProcess service = ServiceProcess.with()
			.jvm("-Xmx128m", "-Xms128m")
			.start(arguments(directory, certificates))) {
			List<SoakTraffic> traffic = traffic(service, directory, certificates);
			traffic.forEach(SoakTraffic::run);
			awaitNoneActive(service, traffic);
			long descriptors = service.descriptors();
			Level warm;
			Level end;
			try (ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(traffic.size(),
					Executors.defaultThreadFactory())) {
				List<Future<?>> clients = new ArrayList<>();
				for (SoakTraffic one : traffic) {
					clients.add(executor.scheduleWithFixedDelay(one, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS));
				}
				pass(Duration.ofSeconds(WARM_SECONDS), clients);
				warm = Level.of(service);
				pass(Duration.ofSeconds(SECONDS - WARM_SECONDS), clients);
				end = Level.of(service);
				executor.shutdown();
				assertThat(executor.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
				failIfEnded(clients);
			}
			awaitNoneActive(service, traffic);
			traffic.forEach((one) -> one.assertBalanced(service.counts(one.listener())));
			assertThat(service.descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors + 2);
			assertThat(service.log()).doesNotContain(" ERROR ").doesNotContain("LEAK");
			if (Chaos.isFull()) {
				assertThat(end.heap()).as("MB used after collection, %s before", warm).isLessThan(warm.heap() + 4);
				assertThat(end.resident()).as("MB resident, %s before", warm)
					.isLessThan(warm.resident() + warm.resident() / (LONG ? 10 : 4));
			}
			Chaos.report(14, "soak, %,d s of mixed traffic on %d listeners".formatted(SECONDS, traffic.size()),
					"%,d conversations, %,d requests answered, all counts balanced; after %,d s %s, at the end %s; no descriptor left behind"
						.formatted(SoakTraffic.sum(traffic, SoakTraffic::conversations),
								SoakTraffic.sum(traffic, SoakTraffic::answered), WARM_SECONDS, warm, end));
		}
	}

	private static String[] arguments(Path directory, Certificates certificates) {
		List<String> properties = new ArrayList<>(List.of(certificates.bundle("web", "server")));
		String prefix = "socket.listeners.";
		properties.addAll(List.of(prefix + "tls.port=0", prefix + "tls.ssl.bundle=web", prefix + "any.port=0",
				prefix + "any.framing=unframed", prefix + "udp.transport=udp", prefix + "udp.port=0",
				prefix + "udp.address=127.0.0.1", prefix + "udp.max-message-size=" + UDP_MAX));
		for (String transport : List.of("unix", "unix-seqpacket", "unix-datagram")) {
			String name = transport.replace("-", "");
			properties.addAll(List.of(prefix + name + ".transport=" + transport,
					prefix + name + ".path=" + directory.resolve(name), prefix + name + ".max-message-size=" + MAX));
		}
		FRAMINGS.forEach((name,
				framing) -> properties.addAll(List.of(prefix + name + ".port=0",
						prefix + name + ".framing=" + framing.name().toLowerCase(Locale.ROOT).replace('_', '-'),
						prefix + name + ".max-message-size=" + MAX)));
		return properties.stream().map((property) -> "--" + property).toArray(String[]::new);
	}

	private static List<SoakTraffic> traffic(ServiceProcess service, Path directory, Certificates certificates) {
		SSLContext trust = certificates.client("");
		List<SoakTraffic> traffic = new ArrayList<>();
		traffic.add(new SoakTraffic.Lines("tcp", () -> RawClient.connect(service.port())));
		int tls = service.port("tls");
		traffic.add(new SoakTraffic.Lines("tls", () -> RawClient.connectTls(trust, tls)));
		FRAMINGS.forEach((name, framing) -> {
			int port = service.port(name);
			traffic.add(new SoakTraffic.Messages(name,
					() -> new SocketClientBuilder().address("127.0.0.1", port).framing(framing).connect(), 100, MAX));
		});
		int any = service.port("any");
		traffic.add(new SoakTraffic.Messages("any",
				() -> new SocketClientBuilder().address("127.0.0.1", any).framing(Framing.UNFRAMED).connect(), 1, 0));
		traffic.add(new SoakTraffic.Messages("unix",
				() -> new SocketClientBuilder().path(directory.resolve("unix").toString()).connect(), 100, MAX));
		traffic.add(new SoakTraffic.Messages("unixseqpacket",
				() -> new SocketClientBuilder().seqpacket(directory.resolve("unixseqpacket").toString()).connect(), 50,
				MAX));
		int udp = service.port("udp");
		traffic.add(new SoakTraffic.Datagrams("udp", () -> SocketDatagrams.udp("127.0.0.1", udp), UDP_MAX));
		traffic.add(new SoakTraffic.Datagrams("unixdatagram",
				() -> SocketDatagrams.unix(directory.resolve("unixdatagram").toString()), MAX));
		return traffic;
	}

	private static void awaitNoneActive(ServiceProcess service, List<SoakTraffic> traffic) {
		for (SoakTraffic one : traffic) {
			Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> {
				ServiceCounts counts = service.counts(one.listener());
				return counts.requestsActive() == 0 && (!counts.hasConnections() || counts.active() == 0);
			});
		}
	}

	/** Let clients go on for a while, unless one of them fails. */
	private static void pass(Duration time, List<Future<?>> clients) {
		long end = System.nanoTime() + time.toNanos();
		Awaitility.await()
			.atMost(time.plusMinutes(1))
			.pollInterval(Duration.ofMillis(100))
			.until(() -> System.nanoTime() - end >= 0 || clients.stream().anyMatch(Future::isDone));
		failIfEnded(clients);
	}

	private static void failIfEnded(List<Future<?>> clients) {
		for (Future<?> client : clients) {
			if (client.state() == Future.State.FAILED) {
				throw new AssertionError(client.exceptionNow());
			}
		}
	}

	/**
	 * What the process holds.
	 *
	 * @param resident MB
	 * @param heap MB in use after a full collection
	 */
	private record Level(long resident, long heap) {

		static Level of(ServiceProcess service) {
			service.collectGarbage();
			return new Level(service.residentMegabytes(), service.heapMegabytes());
		}

		@Override
		public String toString() {
			return "%,d MB resident with %,d MB of objects".formatted(this.resident, this.heap);
		}

	}

}
