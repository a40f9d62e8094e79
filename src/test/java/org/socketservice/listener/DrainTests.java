package org.socketservice.listener;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a listener: what is in flight is answered, nobody sees a reset, and the log
 * says what happened.
 */
@ExtendWith(OutputCaptureExtension.class)
class DrainTests {

	private final CountDownLatch latch = new CountDownLatch(1);

	@Test
	void shouldEndIdleConnections(CapturedOutput output) throws Exception {
		RunningService service = start("8s");
		this.latch.countDown();
		try (RawClient idle = service.connect(); RawClient used = service.connect()) {
			assertThat(used.send("a\n").readText(2)).isEqualTo("a\n");
			service.await(idle, (info) -> true);
			ListenerCounts counts = service.counts();
			Thread closing = close(service);
			assertThat(idle.readToEnd()).isEmpty();
			assertThat(used.readToEnd()).isEmpty();
			idle.finish();
			used.finish();
			assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
			assertThat(counts.snapshot().closed()).containsEntry(CloseReason.DRAINED, 2L);
		}
		assertDrained(output, 0, 1, 2, 0);
	}

	@Test
	void shouldAnswerRequestsInFlightAndDiscardFurtherInput(CapturedOutput output) throws Exception {
		RunningService service = start("8s");
		try (RawClient client = service.connect(); RawClient idle = service.connect()) {
			client.send("a\nb\nc\n");
			service.await(client, (info) -> info.messages() == 3);
			Listener listener = service.listener();
			Thread closing = close(service);
			// The idle one has settled: so has the other, which began to before.
			assertThat(idle.readToEnd()).isEmpty();
			assertThat(listener.state()).isEqualTo(Listener.State.DRAINING);
			assertThat(listener.address()).isNull();
			this.latch.countDown();
			assertThat(client.readTextToEnd()).isEqualTo("a\nb\nc\n");
			client.send("d\ne\n").finish();
			idle.finish();
			assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
			assertThat(listener.counts().requests(RequestOutcome.REPLIED)).isEqualTo(3);
			assertThat(listener.state()).isEqualTo(Listener.State.STOPPED);
		}
		assertDrained(output, 3, 3, 2, 0);
	}

	@Test
	void shouldNotTakeNewConnections() throws Exception {
		RunningService service = start("8s");
		int port = service.port();
		try (RawClient client = service.connect()) {
			client.send("a\n");
			service.await(client, (info) -> info.messages() == 1);
			Listener listener = service.listener();
			Thread closing = close(service);
			RunningService.await().until(() -> isRefused(port));
			assertThat(listener.state()).isEqualTo(Listener.State.DRAINING);
			this.latch.countDown();
			assertThat(client.readTextToEnd()).isEqualTo("a\n");
			client.finish();
			assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
		}
	}

	@Test
	void shouldServeWhoWaitsToBeAccepted() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		RunningService service = RunningService.with()
			.property("socket.event-loops.threads=1")
			.bean(MessageService.class, new OnEventLoop(called, this.latch))
			.start();
		ListenerCounts counts = service.counts();
		try (RawClient blocking = service.connect()) {
			blocking.send("a\n");
			assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
			List<RawClient> waiting = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				waiting.add(service.connect().send(i + "\n"));
			}
			Listener listener = service.listener();
			Thread closing = close(service);
			RunningService.await().until(() -> listener.address() == null);
			this.latch.countDown();
			for (int i = 0; i < waiting.size(); i++) {
				assertThat(waiting.get(i).finish().readTextToEnd()).isEqualTo(i + "\n");
			}
			assertThat(blocking.finish().readTextToEnd()).isEqualTo("a\n");
			assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
			waiting.forEach(RawClient::close);
		}
		assertThat(counts.snapshot().accepted()).isEqualTo(21);
		assertThat(counts.requests(RequestOutcome.REPLIED)).isEqualTo(21);
	}

	@Test
	void shouldCutWhatIsLeftAtTheEndOfTheGracePeriod(CapturedOutput output) throws Exception {
		RunningService service = start("500ms");
		try (RawClient stuck = service.connect(); RawClient idle = service.connect()) {
			stuck.send("a\n");
			service.await(stuck, (info) -> info.messages() == 1);
			service.await(idle, (info) -> true);
			ListenerCounts counts = service.counts();
			Thread closing = close(service);
			assertThat(idle.readToEnd()).isEmpty();
			idle.finish();
			assertThat(stuck.readToEnd()).isEmpty();
			assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
			assertThat(counts.requests(RequestOutcome.ABANDONED)).isEqualTo(1);
			assertThat(counts.snapshot().closed()).containsEntry(CloseReason.CUT, 1L)
				.containsEntry(CloseReason.DRAINED, 1L);
		}
		assertDrained(output, 0, 0, 1, 1);
	}

	@Test
	void shouldTakeTheRestOfAMessageBegun(CapturedOutput output) throws Exception {
		RunningService service = start("8s");
		this.latch.countDown();
		try (RawClient client = service.connect(); RawClient idle = service.connect()) {
			client.send("a\nbc");
			assertThat(client.readText(2)).isEqualTo("a\n");
			Thread closing = close(service);
			assertThat(idle.readToEnd()).isEmpty();
			idle.finish();
			assertThat(client.send("d\n").readTextToEnd()).isEqualTo("bcd\n");
			client.finish();
			assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
		}
		assertDrained(output, 1, 2, 2, 0);
	}

	@Test
	void shouldNotWaitForAMessageThatDoesNotGoOn(CapturedOutput output) throws Exception {
		RunningService service = start("8s");
		this.latch.countDown();
		try (RawClient client = service.connect()) {
			client.send("a\nbc");
			assertThat(client.readText(2)).isEqualTo("a\n");
			Thread closing = close(service);
			assertThat(client.readToEnd()).isEmpty();
			client.finish();
			assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
		}
		assertDrained(output, 0, 1, 1, 0);
	}

	@Test
	void shouldAnswerAllOfABatchThatExceedsWhatMayBeInFlight(CapturedOutput output) throws Exception {
		String lines = "line\n".repeat(5000);
		RunningService service = start("8s", "max-in-flight.messages=7");
		try (RawClient client = service.connect()) {
			Thread.ofVirtual().start(() -> client.send(lines));
			service.await(client, (info) -> info.messages() == 7);
			Listener listener = service.listener();
			Thread closing = close(service);
			RunningService.await().until(() -> listener.state() == Listener.State.DRAINING);
			this.latch.countDown();
			assertThat(client.readTextToEnd()).isEqualTo(lines);
			client.finish();
			assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
		}
		assertDrained(output, 5000, 5000, 1, 0);
	}

	@Test
	void shouldWaitNoLongerThanLingerForClientsThatKeepTheirSideOpen(CapturedOutput output) throws Exception {
		RunningService service = start("8s", "linger=200ms");
		try (RawClient client = service.connect()) {
			service.await(client, (info) -> true);
			Thread closing = close(service);
			assertThat(closing.join(Duration.ofSeconds(5))).isTrue();
			assertThat(client.readToEnd()).isEmpty();
		}
		assertDrained(output, 0, 0, 1, 0);
	}

	private static boolean isRefused(int port) {
		try (RawClient client = RawClient.connect(port)) {
			return client.localPort() < 0;
		}
		catch (UncheckedIOException ex) {
			return ex.getCause() instanceof ConnectException;
		}
	}

	private RunningService start(String gracePeriod, String... properties) {
		return RunningService.with(properties)
			.property("socket.shutdown.grace-period=" + gracePeriod)
			.bean(MessageService.class, (request) -> {
				this.latch.await(20, TimeUnit.SECONDS);
				return request;
			})
			.start();
	}

	private static Thread close(RunningService service) {
		return Thread.ofVirtual().start(service::close);
	}

	private static void assertDrained(CapturedOutput output, int answered, int total, int clean, int cut) {
		assertThat(output.getAll().lines().filter((line) -> line.contains("Drained in"))).singleElement()
			.asString()
			.endsWith(" ms: " + answered + " requests answered (" + total + " since the start), " + clean
					+ " connections closed cleanly, " + cut + " connections cut");
	}

	private record OnEventLoop(CountDownLatch called, CountDownLatch latch) implements MessageService {

		@Override
		public byte[] reply(byte[] request) throws InterruptedException {
			this.called.countDown();
			this.latch.await();
			return request;
		}

		@Override
		public boolean mayBlock() {
			return false;
		}

	}

}
