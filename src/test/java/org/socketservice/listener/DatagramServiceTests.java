package org.socketservice.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.connection.DatagramRefusal;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;

import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What services may do to datagrams.
 */
@Timeout(120)
class DatagramServiceTests {

	@Test
	void shouldNotLetOneCallHoldUpAnother() {
		Semaphore permit = new Semaphore(0);
		MessageService service = (request) -> {
			if (new String(request, UTF_8).equals("slow")) {
				permit.acquire();
			}
			return request;
		};
		try (RunningService running = start(service);
				SocketDatagrams slow = connect(running);
				SocketDatagrams fast = connect(running)) {
			slow.sendOneWay("slow".getBytes(UTF_8));
			for (int i = 0; i < 10; i++) {
				assertThat(fast.send(new byte[] { 1, 2, 3 })).containsExactly(1, 2, 3);
			}
			permit.release();
			assertThat(slow.receive(Duration.ofSeconds(20))).isNotNull();
			ListenerCounts counts = running.listener("udp").counts();
			RunningService.await().until(() -> counts.requests(RequestOutcome.REPLIED) == 11);
		}
	}

	@Test
	void shouldTellOfFailuresAndTimeoutsAndKeepOneWayRequestsToThemselves() {
		CountDownLatch interrupted = new CountDownLatch(1);
		MessageService service = (request) -> switch (new String(request, UTF_8)) {
			case "fail", "ERROR fail" -> throw new IllegalStateException("asked for");
			case "oneway" -> MessageService.NO_REPLY;
			case "hang" -> {
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
				}
				yield request;
			}
			default -> request;
		};
		try (RunningService running = start(service, "reply-timeout=100ms");
				SocketDatagrams client = connect(running)) {
			assertThat(client.send("fail".getBytes(UTF_8))).asString(UTF_8).startsWith("ERROR service failed [");
			assertThat(client.send("hang".getBytes(UTF_8))).asString(UTF_8).startsWith("ERROR reply timeout [");
			client.sendOneWay("oneway".getBytes(UTF_8));
			client.sendOneWay("ERROR fail".getBytes(UTF_8));
			assertThat(client.send("good".getBytes(UTF_8))).asString(UTF_8).isEqualTo("good");
			RunningService.await().until(() -> interrupted.getCount() == 0);
			ListenerCounts counts = running.listener("udp").counts();
			RunningService.await().until(() -> counts.requestsActive() == 0);
			assertThat(counts.requests(RequestOutcome.FAILED)).isEqualTo(2);
			assertThat(counts.requests(RequestOutcome.TIMED_OUT)).isOne();
			assertThat(counts.requests(RequestOutcome.REPLIED)).isEqualTo(2);
		}
	}

	@Test
	void shouldReceiveNoMoreThanMayBeInFlight() {
		Semaphore permits = new Semaphore(0);
		AtomicInteger calls = new AtomicInteger();
		MessageService service = (request) -> {
			calls.incrementAndGet();
			permits.acquire();
			return request;
		};
		try (RunningService running = start(service, "max-in-flight.messages=8", "reply-timeout=0")) {
			ListenerCounts counts = running.listener("udp").counts();
			Program.python("""
					s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					for i in range(20000):
					    s.sendto(b'flood', ('127.0.0.1', int(sys.argv[1])))
					""", running.port("udp"));
			// one batch is received at once
			RunningService.await().until(() -> counts.sum(TrafficCounters::requests) >= 8);
			assertThat(counts.sum(TrafficCounters::requests)).isLessThan(8 + 64);
			permits.release(1_000_000);
			RunningService.await()
				.until(() -> isKernelBufferEmpty(running.port("udp")) && counts.requestsActive() == 0);
			try (SocketDatagrams client = connect(running)) {
				// tells of those the kernel had no room for
				assertThat(client.send("after".getBytes(UTF_8))).asString(UTF_8).isEqualTo("after");
			}
			RunningService.await()
				.until(() -> counts.sum(TrafficCounters::requests)
						+ counts.refusedDatagrams().count(DatagramRefusal.OVERFLOW) == 20_001);
			assertThat(counts.refusedDatagrams().count(DatagramRefusal.OVERFLOW)).isPositive();
			assertThat(calls).hasValue((int) counts.sum(TrafficCounters::requests));
		}
	}

	@Test
	void shouldAnswerWhatIsInFlightWhenItStops() {
		Semaphore permits = new Semaphore(0);
		MessageService service = (request) -> {
			permits.acquire();
			return request;
		};
		try (RunningService running = start(service); SocketDatagrams client = connect(running)) {
			ListenerCounts counts = running.listener("udp").counts();
			for (int i = 0; i < 10; i++) {
				client.sendOneWay(("message " + i).getBytes(UTF_8));
			}
			RunningService.await().until(() -> counts.sum(TrafficCounters::requests) == 10);
			Thread stop = Thread.ofPlatform().start(running.context()::close);
			Listener listener = running.listener("udp");
			RunningService.await().until(() -> listener.state() == Listener.State.DRAINING);
			permits.release(10);
			for (int i = 0; i < 10; i++) {
				assertThat(client.receive(Duration.ofSeconds(20))).isNotNull();
			}
			RunningService.await().until(() -> !stop.isAlive());
			assertThat(counts.requests(RequestOutcome.REPLIED)).isEqualTo(10);
			assertThat(counts.requests(RequestOutcome.ABANDONED)).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "epoll", "nio" })
	void shouldAnswerWhatHasReachedThisMachineWhenItStops(String io) {
		Semaphore permits = new Semaphore(0);
		MessageService service = (request) -> {
			permits.acquire();
			return request;
		};
		try (RunningService running = RunningService.bare()
			.listener("udp", "transport=udp", "port=0", "address=127.0.0.1", "max-in-flight.messages=1")
			.property("socket.event-loops.io=" + io)
			.bean(MessageService.class, service)
			.start(); SocketDatagrams client = connect(running)) {
			ListenerCounts counts = running.listener("udp").counts();
			for (int i = 0; i < 200; i++) {
				client.sendOneWay(("message " + i).getBytes(UTF_8));
			}
			RunningService.await().until(() -> counts.sum(TrafficCounters::requests) >= 1);
			Thread stop = Thread.ofPlatform().start(running.context()::close);
			Listener listener = running.listener("udp");
			RunningService.await().until(() -> listener.state() == Listener.State.DRAINING);
			permits.release(200);
			RunningService.await().until(() -> !stop.isAlive());
			assertThat(counts.requests(RequestOutcome.REPLIED)).isEqualTo(200);
			assertThat(counts.requests(RequestOutcome.ABANDONED)).isZero();
		}
	}

	@Test
	void shouldCutWhatIsNotAnsweredInTime() {
		MessageService service = (request) -> {
			new CountDownLatch(1).await();
			return request;
		};
		try (RunningService running = RunningService.bare()
			.listener("udp", "transport=udp", "port=0")
			.property("socket.shutdown.grace-period=50ms")
			.bean(MessageService.class, service)
			.start(); SocketDatagrams client = connect(running)) {
			ListenerCounts counts = running.listener("udp").counts();
			client.sendOneWay(new byte[1]);
			RunningService.await().until(() -> counts.sum(TrafficCounters::requests) == 1);
			running.context().close();
			assertThat(counts.requests(RequestOutcome.ABANDONED)).isOne();
		}
	}

	@Test
	void shouldShowInterceptorsWhereADatagramCameFrom() {
		Queue<Map<String, Object>> headers = new ConcurrentLinkedQueue<>();
		ChannelInterceptor interceptor = new ChannelInterceptor() {

			@Override
			public Message<?> preSend(Message<?> message, MessageChannel channel) {
				headers.add(message.getHeaders());
				return message;
			}

		};
		try (RunningService running = start((request) -> request)) {
			running.context().getBean("socketRequests", AbstractMessageChannel.class).addInterceptor(interceptor);
			try (SocketDatagrams client = connect(running)) {
				assertThat(client.send("x".getBytes(UTF_8))).asString(UTF_8).isEqualTo("x");
				assertThat(headers).singleElement()
					.satisfies((map) -> assertThat(map).containsEntry(IpHeaders.IP_ADDRESS, "127.0.0.1")
						.containsEntry(IpHeaders.PACKET_ADDRESS, client.localAddress())
						.containsEntry(IpHeaders.LOCAL_ADDRESS, "127.0.0.1")
						.containsEntry("socket_listener", "udp"));
			}
		}
	}

	/** See "rx_queue" in proc_net_udp of the kernel's documentation. */
	private static boolean isKernelBufferEmpty(int port) throws IOException {
		String local = String.format(Locale.ROOT, ":%04X", port);
		try (Stream<String> sockets = Files.lines(Path.of("/proc/net/udp6"))) {
			return sockets.map((line) -> line.strip().split("\\s+"))
				.filter((fields) -> fields[1].endsWith(local))
				.allMatch((fields) -> fields[4].endsWith(":00000000"));
		}
	}

	private static RunningService start(MessageService service, String... properties) {
		return RunningService.bare()
			.listener("udp", "transport=udp", "port=0")
			.listener("udp", properties)
			.bean(MessageService.class, service)
			.start();
	}

	private static SocketDatagrams connect(RunningService running) {
		return SocketDatagrams.udp("127.0.0.1", running.port("udp"));
	}

}
