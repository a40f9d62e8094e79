package org.socketservice.listener;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RejectReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.testing.Mechanism;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;
import org.socketservice.transport.NettyTcpConnection;

import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What matters most, on every way to wait for the kernel that works here.
 */
@ParameterizedClass
@ValueSource(strings = { "epoll", "nio", "io_uring" })
class EventLoopsIoTests {

	private static final int BIG = 8 * 1024 * 1024;

	private final Semaphore permits = new Semaphore(0);

	private final String io;

	EventLoopsIoTests(String io) {
		this.io = io;
	}

	@BeforeEach
	void assumeAvailable() {
		Mechanism.assumeAvailable(this.io);
	}

	@Test
	void shouldAnswerSegmentsAndTheUnterminatedRest() {
		try (RunningService service = start(); RawClient client = service.connect()) {
			client.send("on");
			service.awaitReceived(client, 2);
			client.send("e\r\ntw");
			assertThat(client.readText(5)).isEqualTo("ONE\r\n");
			assertThat(client.send("o\nrest").finish().readTextToEnd()).isEqualTo("TWO\nREST");
			service.awaitNoneActive();
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldAnswerTooLongMessages() {
		byte[] line = new byte[1_400_000];
		try (RunningService service = start()) {
			for (int i = 0; i < 20; i++) {
				try (RawClient client = service.connect()) {
					client.send("one\n").send(line).finish();
					assertThat(client.readTextToEnd())
						.matches("ONE\nERROR message longer than 65536 bytes \\[[0-9a-z]+]\n");
				}
			}
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.TOO_LONG)).isEqualTo(20);
		}
	}

	@Test
	void shouldSendLargeRepliesAfterTheClientsFin() {
		try (RunningService service = gated(); RawClient client = service.connect()) {
			client.send("big\nbig\nx").finish();
			service.await(client, (info) -> info.messages() >= 1);
			this.permits.release(3);
			assertThat(client.readToEnd()).hasSize(BIG + 1 + BIG + 1 + 1);
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(1);
		}
	}

	@Test
	void shouldAnswerMoreThanMayBeInFlight() {
		String lines = "line\n".repeat(2000);
		try (RunningService service = gated(); RawClient client = service.connect()) {
			Thread.ofVirtual().start(() -> client.send(lines).finish());
			service.await(client, (info) -> info.messages() == 4);
			this.permits.release(2000);
			assertThat(client.readTextToEnd()).isEqualTo("x\n".repeat(2000));
		}
	}

	@Test
	void shouldNoticeAReset() {
		try (RunningService service = start()) {
			RawClient client = service.connect();
			assertThat(client.send("a\n").readText(2)).isEqualTo("A\n");
			client.reset();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.RESET)).isEqualTo(1);
		}
	}

	@Test
	void shouldReadWhatCameBeforeAReset() {
		try (RunningService service = RunningService
			.with("proxy-protocol.mode=required", "proxy-protocol.trusted=127.0.0.0/8")
			.property("socket.event-loops.io=" + this.io)
			.start()) {
			for (int i = 0; i < 20; i++) {
				service.connect().send("PROXY TCP4 192.0.2.7 192.0.2.1 50000 9999\r\n").reset();
			}
			RunningService.await().until(() -> service.counts().snapshot().accepted() == 20);
			service.awaitNoneActive();
			assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.PROXY_PROTOCOL, 0L);
		}
	}

	@Test
	void shouldNoticeTheEndOfTheInputBehindTheEndOfTheOutput() {
		List<TcpConnectionSupport> connections = new CopyOnWriteArrayList<>();
		try (RunningService service = RunningService.with()
			.property("socket.event-loops.io=" + this.io)
			.bean(MessageService.class, new MessageService() {
				@Override
				public byte[] reply(byte[] request) {
					if (request.length == 3) {
						((NettyTcpConnection) connections.getFirst()).shutdownOutput();
					}
					return new byte[] { 'x' };
				}

				@Override
				public boolean mayBlock() {
					return false;
				}
			})
			.listen(TcpConnectionOpenEvent.class, (event) -> connections.add((TcpConnectionSupport) event.getSource()))
			.start(); RawClient client = service.connect()) {
			assertThat(client.send("a\n").readText(2)).isEqualTo("x\n");
			assertThat(client.send("b\nend\nc\n").readTextToEnd()).isEqualTo("x\n");
			client.finish();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.PEER)).isEqualTo(1);
		}
	}

	@Test
	void shouldDrain() {
		RunningService service = start();
		ListenerCounts counts = service.counts();
		try (RawClient client = service.connect()) {
			assertThat(client.send("a\n").readText(2)).isEqualTo("A\n");
			Thread reader = Thread.ofVirtual().start(() -> {
				assertThat(client.readToEnd()).isEmpty();
				client.finish();
			});
			service.close();
			assertThat(reader.isAlive()).isFalse();
		}
		assertThat(counts.requests(RequestOutcome.REPLIED)).isEqualTo(1);
		assertThat(counts.snapshot().closed()).containsEntry(CloseReason.DRAINED, 1L);
	}

	@AfterEach
	void release() {
		this.permits.release(10_000);
	}

	private RunningService start() {
		return RunningService.with().property("socket.event-loops.io=" + this.io).start();
	}

	private RunningService gated() {
		return RunningService.with("max-in-flight.messages=4")
			.property("socket.event-loops.io=" + this.io)
			.bean(MessageService.class, (request) -> {
				this.permits.acquire();
				return (request.length == 3) ? new byte[BIG] : new byte[] { 'x' };
			})
			.start();
	}

}
