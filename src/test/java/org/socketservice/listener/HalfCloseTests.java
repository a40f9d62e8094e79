package org.socketservice.listener;

import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import org.socketservice.connection.CloseReason;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that ends its side still gets everything due to it, then our FIN.
 */
class HalfCloseTests {

	/** More than the buffers of both sockets hold. */
	private static final int BIG = 16 * 1024 * 1024;

	private final Semaphore permits = new Semaphore(0);

	@AutoClose
	private final RunningService service = RunningService.with("max-in-flight.messages=4")
		.bean(MessageService.class, (request) -> {
			this.permits.acquire();
			return (request.length > 1) ? new byte[BIG] : request;
		})
		.start();

	@Test
	void shouldSendOutstandingRepliesAfterTheClientsFin() {
		try (RawClient client = this.service.connect()) {
			client.send("a\nb\nc\nd\ne\nf\ng").finish();
			this.service.awaitReceived(client, 13);
			this.permits.release(100);
			assertThat(client.readTextToEnd()).isEqualTo("a\nb\nc\nd\ne\nf\ng");
		}
		this.service.awaitNoneActive();
		assertThat(this.service.closed(CloseReason.PEER)).isEqualTo(1);
		this.service.assertAllRequestsEnded();
	}

	@Test
	void shouldSendRepliesOneByOneAfterTheClientsFin() {
		try (RawClient client = this.service.connect()) {
			client.send("a\nb\nc").finish();
			for (String reply : new String[] { "a\n", "b\n", "c" }) {
				this.permits.release();
				assertThat(client.readText(reply.length())).isEqualTo(reply);
			}
			assertThat(client.readTextToEnd()).isEmpty();
		}
	}

	@Test
	void shouldSendRepliesLargerThanTheSocketBuffersAfterTheClientsFin() {
		for (int i = 0; i < 5; i++) {
			try (RawClient client = this.service.connect()) {
				client.send("big\nbig").finish();
				this.service.await(client, (info) -> info.messages() == 2);
				this.permits.release(2);
				assertThat(client.readToEnd()).hasSize(BIG + 1 + BIG);
			}
		}
		this.service.awaitNoneActive();
		assertThat(this.service.closed(CloseReason.PEER)).isEqualTo(5);
	}

	@Test
	void shouldCloseWithoutAWordWhenNothingWasSent() {
		try (RawClient client = this.service.connect()) {
			assertThat(client.finish().readTextToEnd()).isEmpty();
		}
		this.service.awaitNoneActive();
		assertThat(this.service.closed(CloseReason.PEER)).isEqualTo(1);
	}

	@Test
	void shouldAbandonRequestsOfAClientThatResets() {
		RawClient client = this.service.connect();
		client.send("a\nb\n");
		this.service.await(client, (info) -> info.messages() == 2);
		client.reset();
		this.service.awaitNoneActive();
		assertThat(this.service.closed(CloseReason.RESET)).isEqualTo(1);
		this.service.assertAllRequestsEnded();
	}

}
