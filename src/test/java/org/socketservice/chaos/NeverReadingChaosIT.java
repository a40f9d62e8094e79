package org.socketservice.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that send requests of 64 KB and read no reply: what they may cost is bounded
 * for each by the watermarks and for all of them by {@code socket.limits.queued-replies};
 * where there is not even so much memory, they die and the service does not.
 */
class NeverReadingChaosIT {

	private static final byte[] REQUEST = ("x".repeat(64 * 1024 - 1) + "\n").getBytes(StandardCharsets.US_ASCII);

	private static final int RECEIVE_BUFFER = 16 * 1024;

	private static final String SEND_BUFFER = "--socket.listeners.tcp.send-buffer=32KB";

	private static final int WATERMARK_KB = 256;

	/** A message begun, one that is framed, and one batch beyond the watermark. */
	private static final int PER_CONNECTION_KB = WATERMARK_KB + 3 * 64;

	@Test
	void shouldBoundMemoryByWatermarks() {
		measure("64 KB replies nobody reads", 8, Chaos.scaled(2000, 100), "--socket.limits.queued-replies=100GB");
	}

	@Test
	void shouldBoundMemoryOfAllTogether() {
		measure("the same with `socket.limits.queued-replies` of 16 MB", 9, Chaos.scaled(2000, 100),
				"--socket.limits.queued-replies=16MB");
	}

	private static void measure(String what, int place, int count, String limit) {
		try (ServiceProcess service = ServiceProcess.with().jvm("-Xmx1g").start(SEND_BUFFER, limit)) {
			Bench.run(service.port(), 2000, 1);
			long before = service.residentMegabytes();
			long after;
			Bench beside;
			try (Crowd crowd = new Crowd(service.port(), count, RECEIVE_BUFFER)) {
				sendUntilNothingIsTaken(crowd);
				after = service.residentMegabytes();
				beside = Bench.run(service.port(), 2000, Chaos.scaled(5, 1));
				assertThat(service.counts().active()).isEqualTo(count);
			}
			assertThat(after - before).as("memory in MB").isLessThan((long) count * PER_CONNECTION_KB / 1024 + 512);
			Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> service.counts().active() == 0);
			assertThat(service.counts().requestsActive()).isZero();
			long paused = ((Number) JsonPath.read(service.get("/actuator/listeners/tcp"),
					"$.connections.paused.queued-replies"))
				.longValue();
			Chaos.report(place, "%,d clients, %s".formatted(count, what),
					"%,d MB more resident, %,d paused by the limit; normal p99 %.2f ms, all answered"
						.formatted(after - before, paused, beside.p99Micros() / 1000));
		}
	}

	@Test
	void shouldOutliveConnectionsThereIsNoMemoryFor() {
		int count = Chaos.scaled(500, 200);
		try (ServiceProcess service = ServiceProcess.with()
			.jvm("-XX:MaxDirectMemorySize=24m")
			.start(SEND_BUFFER, "--socket.limits.queued-replies=100GB")) {
			try (Crowd crowd = new Crowd(service.port(), count, RECEIVE_BUFFER)) {
				sendUntilNothingIsTaken(crowd);
			}
			try (RawClient client = RawClient.connect(service.port())) {
				assertThat(client.send("a\n").readLine()).isEqualTo("A");
			}
			Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> service.counts().active() == 0);
			ServiceCounts counts = service.counts();
			assertThat(counts.closed("failure")).as("died").isPositive();
			assertThat(counts.accepted()).isEqualTo(count + 1);
			assertThat(counts.requestsActive()).isZero();
			assertThat(service.log()).contains("is closed by a failure");
			Bench.run(service.port(), 2000, 1);
			Chaos.report(11, "24 MB of direct memory for %,d clients that never read".formatted(count),
					"%,d of them closed and counted as `failure`; served on".formatted(counts.closed("failure")));
		}
	}

	private static void sendUntilNothingIsTaken(Crowd crowd) {
		Awaitility.await()
			.atMost(2, TimeUnit.MINUTES)
			.pollInterval(Duration.ofMillis(100))
			.during(Duration.ofSeconds(1))
			.until(() -> crowd.send(REQUEST) == 0);
	}

}
