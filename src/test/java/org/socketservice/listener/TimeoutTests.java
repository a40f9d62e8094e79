package org.socketservice.listener;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.socketservice.connection.CloseReason;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that do not get on.
 */
class TimeoutTests {

	@Test
	void shouldRefuseAMessageThatIsNotCompleteInTime() {
		try (RunningService service = RunningService.start("message-timeout=100ms");
				RawClient client = service.connect()) {
			assertThat(client.send("one\ntw").readText(4)).isEqualTo("ONE\n");
			assertThat(client.readTextToEnd()).matches("ERROR message timeout \\[[0-9a-z]+]\n");
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.MESSAGE_TIMEOUT)).isEqualTo(1);
		}
	}

	@Test
	void shouldNotTimeMessagesOutThatTheServiceKeepsWaiting() throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		try (RunningService service = RunningService.with("message-timeout=1s", "max-in-flight.messages=1")
			.bean(MessageService.class, (request) -> {
				latch.await();
				return request;
			})
			.start(); RawClient client = service.connect()) {
			client.send("one\ntw");
			service.awaitReceived(client, 6);
			try (RawClient other = service.connect()) {
				assertThat(other.send("x").readTextToEnd()).startsWith("ERROR message timeout");
			}
			latch.countDown();
			assertThat(client.readText(4)).isEqualTo("one\n");
			// It could not have been read before: its time begins now.
			Awaitility.await().during(Duration.ofMillis(300)).until(() -> service.find(client) != null);
			assertThat(client.send("o\n").readText(4)).isEqualTo("two\n");
		}
	}

	@Test
	void shouldCloseAnIdleConnection() {
		try (RunningService service = RunningService.start("idle-timeout=100ms");
				RawClient client = service.connect()) {
			assertThat(client.send("one\n").readText(4)).isEqualTo("ONE\n");
			assertThat(client.readTextToEnd()).isEmpty();
			client.finish();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.IDLE_TIMEOUT)).isEqualTo(1);
		}
	}

	@Test
	void shouldNotTakeAConnectionForIdleWhileTheServiceWorks() {
		CountDownLatch latch = new CountDownLatch(1);
		try (RunningService service = RunningService.with("idle-timeout=100ms")
			.bean(MessageService.class, (request) -> {
				latch.await();
				return request;
			})
			.start(); RawClient client = service.connect(); RawClient idle = service.connect()) {
			client.send("one\n");
			service.await(client, (info) -> info.messages() == 1);
			assertThat(idle.readTextToEnd()).isEmpty();
			latch.countDown();
			assertThat(client.readText(4)).isEqualTo("one\n");
		}
	}

	@Test
	void shouldWaitNoLongerThanLingerForThePeersFin() {
		try (RunningService service = RunningService.start("idle-timeout=100ms", "linger=200ms");
				RawClient client = service.connect()) {
			assertThat(client.readTextToEnd()).isEmpty();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.IDLE_TIMEOUT)).isEqualTo(1);
		}
	}

	@Test
	void shouldCloseAtOnceWithoutLinger() {
		try (RunningService service = RunningService.start("linger=0", "framing=stx-etx");
				RawClient client = service.connect()) {
			String reply = client.send("\2a\3x").readTextToEnd();
			assertThat(reply).startsWith("\2A\3\2ERROR ");
			// Timeouts are looked at once a second only.
			RunningService.await().atMost(Duration.ofMillis(800)).until(() -> service.find(client) == null);
		}
	}

}
