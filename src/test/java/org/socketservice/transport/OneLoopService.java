package org.socketservice.transport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.integration.ip.tcp.connection.TcpConnectionOpenEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service with one event loop, on epoll, that answers with the request and does on the
 * event loop what a request names.
 */
final class OneLoopService implements AutoCloseable {

	private final List<TcpConnectionSupport> connections = new CopyOnWriteArrayList<>();

	private final Map<String, Runnable> actions = new ConcurrentHashMap<>();

	private final RunningService service;

	OneLoopService(String... properties) {
		this.service = RunningService.with(properties)
			.property("socket.event-loops.io=epoll")
			.property("socket.event-loops.threads=1")
			.bean(MessageService.class, new EventLoopService())
			.listen(TcpConnectionOpenEvent.class,
					(event) -> this.connections.add((TcpConnectionSupport) event.getSource()))
			.start();
	}

	RunningService service() {
		return this.service;
	}

	/**
	 * The server's side of a connection.
	 * @param number in the order of {@link #open}, from 0
	 * @return an open connection
	 */
	NettyTcpConnection connection(int number) {
		return (NettyTcpConnection) this.connections.get(number);
	}

	/**
	 * What to do before a request is answered.
	 * @param request that names it
	 * @param action on the event loop
	 */
	void when(String request, Runnable action) {
		this.actions.put(request, action);
	}

	/**
	 * Connect, and have an answer, so that the server's side is known.
	 * @return an open connection
	 */
	RawClient open() {
		int before = this.connections.size();
		RawClient client = this.service.connect();
		assertThat(client.send("open\n").readLine()).isEqualTo("open");
		assertThat(this.connections).hasSize(before + 1);
		return client;
	}

	/**
	 * Have epoll tell all at once what happens meanwhile.
	 * @param client whose request holds the event loop
	 * @param meanwhile what is told in the next turn
	 */
	void inOneTurn(RawClient client, Runnable meanwhile) throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		when("wait", () -> {
			entered.countDown();
			try {
				leave.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		client.send("wait\n");
		entered.await();
		meanwhile.run();
		leave.countDown();
		assertThat(client.readLine()).isEqualTo("wait");
	}

	/**
	 * Check that all were answered.
	 * @param requests how many, with one for each {@link #open}
	 */
	void assertReplied(long requests) {
		assertThat(this.service.counts().sum(TrafficCounters::requests)).isEqualTo(requests);
		assertThat(this.service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(requests);
		this.service.assertCountsAddUp();
	}

	@Override
	public void close() {
		this.service.close();
	}

	private final class EventLoopService implements MessageService {

		@Override
		public byte[] reply(byte[] request) {
			Runnable action = OneLoopService.this.actions.get(new String(request, StandardCharsets.UTF_8));
			if (action != null) {
				action.run();
			}
			return request;
		}

		@Override
		public boolean mayBlock() {
			return false;
		}

	}

}
