package org.socketservice.chaos;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.testing.FreePorts;
import org.socketservice.testing.Haproxy;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances behind HAProxy, which asks their readiness, are restarted in turn while
 * clients send batches and connect again when their connection ends. No batch is answered
 * in part, no connection is refused or reset, and the requests answered are those that
 * the instances have counted.
 */
class RollingRestartChaosIT {

	private static final int CLIENTS = 8;

	private static final int BATCH = 16;

	/**
	 * Between two batches of a client: what starts meanwhile needs some of the machine.
	 */
	private static final long PAUSE_NANOS = 5_000_000;

	private static final String REQUESTS = "a line of the batch\n".repeat(BATCH);

	private static final String REPLIES = "A LINE OF THE BATCH\n".repeat(BATCH);

	private final AtomicBoolean stop = new AtomicBoolean();

	private final AtomicLong answered = new AtomicLong();

	private final AtomicLong reconnects = new AtomicLong();

	@Test
	void shouldLoseNothing(@TempDir Path directory) throws Exception {
		int rounds = Chaos.scaled(50, 2);
		int[] ports = { FreePorts.find(), FreePorts.find() };
		int[] httpPorts = { FreePorts.find(), FreePorts.find() };
		ServiceProcess[] services = { start(ports[0], httpPorts[0]), start(ports[1], httpPorts[1]) };
		long counted = 0;
		try (Haproxy proxy = Haproxy.start(directory, instances(ports, httpPorts));
				ExecutorService executor = Executors.newFixedThreadPool(CLIENTS)) {
			awaitServed(proxy.port());
			List<Future<?>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(executor.submit(() -> load(proxy.port())));
			}
			try {
				for (int round = 0; round < rounds; round++) {
					int turn = round % 2;
					awaitProgress();
					counted += end(services[turn]);
					services[turn] = start(ports[turn], httpPorts[turn]);
					awaitCounted(services[turn]);
				}
			}
			finally {
				this.stop.set(true);
			}
			for (Future<?> client : clients) {
				client.get(1, TimeUnit.MINUTES);
			}
			counted += end(services[0]) + end(services[1]);
			assertThat(counted).as("answered, as the instances say").isEqualTo(this.answered.get());
		}
		finally {
			services[0].close();
			services[1].close();
		}
		Chaos.report(5, "rolling restart of 2 instances behind HAProxy, " + rounds + " restarts",
				"0 of %,d requests lost, 0 batches in part, 0 resets; %,d times connected again"
					.formatted(this.answered.get(), this.reconnects.get()));
	}

	private static ServiceProcess start(int port, int httpPort) {
		return ServiceProcess.brief().start("--socket.listeners.tcp.port=" + port, "--server.port=" + httpPort);
	}

	/** End an instance, and say how many requests it has answered. */
	private static long end(ServiceProcess service) {
		service.terminate();
		Matcher drained = service.awaitLog(ServiceProcess.DRAINED);
		assertThat(drained.group(4)).as("cut").isEqualTo("0");
		assertThat(service.awaitExit()).isIn(0, 143);
		service.close();
		return Long.parseLong(drained.group(2));
	}

	/** Until the proxy sends it work: only then the other one may go. */
	private static void awaitCounted(ServiceProcess service) {
		Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> service.counts().requests("replied") > 0);
	}

	private void awaitProgress() {
		long before = this.answered.get();
		Awaitility.await().until(() -> this.answered.get() > before + 10L * CLIENTS * BATCH);
	}

	private void load(int port) {
		while (!this.stop.get()) {
			this.reconnects.incrementAndGet();
			try (RawClient client = RawClient.connect(port)) {
				// half of the connections end by themselves, so that both instances get
				// new ones
				for (int i = 0; i < 200 && !this.stop.get(); i++) {
					client.send(REQUESTS);
					String replies = client.readTextUpTo(REPLIES.length());
					if (replies.isEmpty()) {
						break;
					}
					assertThat(replies).isEqualTo(REPLIES);
					this.answered.addAndGet(BATCH);
					LockSupport.parkNanos(PAUSE_NANOS);
				}
				client.finish();
				assertThat(client.readToEnd()).isEmpty();
			}
		}
	}

	private void awaitServed(int port) {
		Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> {
			try (RawClient client = RawClient.connect(port)) {
				boolean served = client.send("a\n").readTextUpTo(2).equals("A\n");
				this.answered.addAndGet(served ? 1 : 0);
				return served;
			}
			catch (UncheckedIOException ex) {
				return false;
			}
		});
	}

	private static String instances(int[] ports, int[] httpPorts) {
		StringBuilder instances = new StringBuilder("""
				retries 5
				option redispatch 1
				balance leastconn
				option httpchk GET /actuator/health/readiness
				http-check expect status 200
				default-server check inter 100ms fastinter 50ms downinter 100ms fall 1 rise 1
				""");
		for (int i = 0; i < ports.length; i++) {
			instances.append("server i%d 127.0.0.1:%d check port %d\n".formatted(i, ports[i], httpPorts[i]));
		}
		return instances.toString();
	}

}
