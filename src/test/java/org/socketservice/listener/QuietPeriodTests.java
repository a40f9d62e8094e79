package org.socketservice.listener;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that send a word without a terminator and wait.
 */
class QuietPeriodTests {

	@AutoClose
	private final RunningService service = RunningService.start("quiet-period=60ms");

	@Test
	void shouldAnswerABareWord() {
		try (RawClient client = this.service.connect()) {
			assertThat(client.send("hello").readText(5)).isEqualTo("HELLO");
			assertThat(client.send("again").readText(5)).isEqualTo("AGAIN");
			assertThat(client.finish().readTextToEnd()).isEmpty();
		}
		assertRequests(2);
	}

	@Test
	void shouldEchoTheTerminatorThatComesLater() {
		for (String terminator : new String[] { "\n", "\r\n" }) {
			try (RawClient client = this.service.connect()) {
				assertThat(client.send("hello").readText(5)).isEqualTo("HELLO");
				assertThat(client.send(terminator).readText(terminator.length())).isEqualTo(terminator);
				assertThat(client.send("next\n").readText(5)).isEqualTo("NEXT\n");
			}
		}
		assertRequests(4);
	}

	@Test
	void shouldEchoALoneCarriageReturn() {
		try (RawClient client = this.service.connect()) {
			assertThat(client.send("hello\r").readText(6)).isEqualTo("HELLO\r");
			assertThat(client.send("again\r").readText(6)).isEqualTo("AGAIN\r");
		}
		assertRequests(2);
	}

	@Test
	void shouldEchoTheCarriageReturnThatEndsTheInput() {
		try (RawClient client = this.service.connect()) {
			assertThat(client.send("hello").readText(5)).isEqualTo("HELLO");
			assertThat(client.send("\r").finish().readTextToEnd()).isEqualTo("\r");
		}
		assertRequests(1);
	}

	@Test
	void shouldNotCutACharacterInTwo() {
		byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
		try (RawClient client = this.service.connect()) {
			client.send("a").send(euro, 0, 2);
			this.service.awaitReceived(client, 3);
			Duration quiet = Duration.ofMillis(200);
			await().during(quiet).until(() -> this.service.counts().sum(TrafficCounters::requests) == 0);
			assertThat(client.send(euro, 2, 3).readText(4)).isEqualTo("A€");
		}
		assertRequests(1);
	}

	@Test
	void shouldBeOffAfterTheFirstTerminator() {
		try (RawClient client = this.service.connect()) {
			assertThat(client.send("one\ntwo").readText(4)).isEqualTo("ONE\n");
			Duration quiet = Duration.ofMillis(200);
			await().during(quiet).until(() -> this.service.counts().sum(TrafficCounters::requests) == 1);
			assertThat(client.send("\n").readText(4)).isEqualTo("TWO\n");
		}
		assertRequests(2);
	}

	@Test
	void shouldKeepTheOrderWhenTheServiceIsSlow() {
		try (RunningService slow = RunningService.with("quiet-period=30ms")
			.bean(MessageService.class, MessageService.text((text) -> {
				await().until(() -> slowTerminatorArrived(text));
				return text;
			}))
			.start(); RawClient client = slow.connect()) {
			this.slow = slow;
			client.send("hello");
			slow.await(client, (info) -> info.messages() == 1);
			client.send("\r").finish();
			assertThat(client.readTextToEnd()).isEqualTo("hello\r");
			slow.awaitNoneActive();
			slow.assertAllRequestsEnded();
		}
	}

	private volatile @Nullable RunningService slow;

	private boolean slowTerminatorArrived(String text) {
		RunningService slow = this.slow;
		return slow != null && slow.counts().sum(TrafficCounters::bytesReceived) > text.length();
	}

	private void assertRequests(long count) {
		this.service.awaitNoneActive();
		assertThat(this.service.counts().sum(TrafficCounters::requests)).isEqualTo(count);
		assertThat(this.service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(count);
	}

}
