package org.socketservice.listener;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.DatagramRefusal;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.gateway.DatagramExchange;
import org.socketservice.gateway.DatagramOutlet;
import org.socketservice.transport.DatagramEndpoint;
import org.socketservice.transport.DatagramHandler;
import org.socketservice.transport.DatagramPeer;

import org.springframework.integration.ip.IpHeaders;

/**
 * One socket of a datagram listener: passes messages to its {@link DatagramExchange} and
 * replies back. Belongs to the socket's event loop.
 */
final class DatagramConversation implements DatagramHandler, DatagramOutlet<DatagramPeer> {

	private static final long MIN_PERIOD = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long MAX_PERIOD = TimeUnit.SECONDS.toNanos(1);

	private static final long DRAIN_PERIOD = TimeUnit.MILLISECONDS.toNanos(2);

	private final DatagramContext context;

	private final Consumer<@Nullable Throwable> whenLost;

	private final DatagramAdmission admission;

	private final TrafficCounters traffic;

	private final CompletableFuture<Void> drained = new CompletableFuture<>();

	private @Nullable DatagramEndpoint endpoint;

	private @Nullable DatagramExchange<DatagramPeer> exchange;

	private @Nullable ScheduledFuture<?> timer;

	private boolean draining;

	DatagramConversation(DatagramContext context, Consumer<@Nullable Throwable> whenLost) {
		this.context = context;
		this.whenLost = whenLost;
		this.admission = new DatagramAdmission(context);
		this.traffic = context.counts().newTraffic();
	}

	private DatagramEndpoint endpoint() {
		return Objects.requireNonNull(this.endpoint, "not open");
	}

	private DatagramExchange<DatagramPeer> exchange() {
		return Objects.requireNonNull(this.exchange, "not open");
	}

	@Override
	public void onOpen(DatagramEndpoint endpoint) {
		this.endpoint = endpoint;
		this.exchange = this.context.gateway().newExchange(this, this.traffic, endpoint.loop());
		Duration timeout = this.context.properties().replyTimeout();
		if (timeout.isPositive()) {
			long eighth = (timeout.compareTo(Duration.ofDays(1)) < 0) ? timeout.toNanos() / 8 : MAX_PERIOD;
			long period = Math.clamp(eighth, MIN_PERIOD, MAX_PERIOD);
			this.timer = endpoint.loop()
				.scheduleAtFixedRate(() -> exchange().tick(System.nanoTime()), period, period, TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public boolean admits(DatagramPeer peer) {
		return this.admission.admits(peer);
	}

	@Override
	public void onMessage(DatagramPeer peer, byte[] message) {
		exchange().request(peer, message);
	}

	@Override
	public void onTooLong(DatagramPeer peer, byte[] begin) {
		this.context.counts().refusedDatagrams().add(DatagramRefusal.TOO_LONG, 1);
		if (!DatagramExchange.isError(begin)) {
			exchange().refuse(peer,
					"message longer than " + this.context.properties().maxMessageSize().toBytes() + " bytes");
		}
	}

	@Override
	public void onForeign() {
		this.context.counts().refusedDatagrams().add(DatagramRefusal.FOREIGN, 1);
	}

	@Override
	public void onBatch(long bytes, long readAt) {
		this.traffic.received(bytes);
		exchange().batchEnd(readAt);
	}

	@Override
	public void onDropped(long count) {
		this.context.counts().refusedDatagrams().add(DatagramRefusal.OVERFLOW, count);
	}

	@Override
	public void onSent(int replies, long bytes) {
		this.traffic.sent(bytes);
		if (replies > 0) {
			exchange().sent(replies);
		}
	}

	@Override
	public void onUnsent(DatagramPeer peer, boolean reply, boolean tooLong) {
		exchange().unsent(peer, reply, tooLong);
	}

	@Override
	public void onLost(@Nullable Throwable cause) {
		finish();
		this.whenLost.accept(cause);
	}

	@Override
	public void send(DatagramPeer peer, byte[] bytes, boolean reply) {
		endpoint().send(peer, bytes, reply);
	}

	@Override
	public void flush() {
		endpoint().flush();
	}

	@Override
	public void setReading(boolean reading) {
		endpoint().setReading(reading);
		if (reading && this.draining) {
			endpoint().finishReading();
		}
	}

	/**
	 * Receive what has reached this machine, nothing after that, and answer it.
	 * @return done when all has been answered
	 */
	CompletableFuture<Void> drain() {
		endpoint().loop().execute(() -> {
			this.draining = true;
			if (!exchange().isFull()) {
				endpoint().finishReading();
			}
			checkDrained();
		});
		return this.drained;
	}

	private void checkDrained() {
		if (exchange().isIdle() && endpoint().isFlushed()) {
			this.drained.complete(null);
		}
		else if (!this.drained.isDone()) {
			endpoint().loop().schedule(this::checkDrained, DRAIN_PERIOD, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Give up what is outstanding and close the socket.
	 * @return done when it is closed
	 */
	CompletableFuture<Void> close() {
		return CompletableFuture.runAsync(() -> {
			finish();
			endpoint().close();
		}, endpoint().loop());
	}

	private void finish() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
		exchange().close();
		this.drained.complete(null);
	}

	@Override
	public Map<String, Object> headers(DatagramPeer peer) {
		Map<String, Object> headers = new HashMap<>();
		headers.put(IpHeaders.PACKET_ADDRESS, peer.address());
		headers.put("socket_listener", this.context.name());
		if (peer.address() instanceof InetSocketAddress address) {
			headers.put(IpHeaders.HOSTNAME, address.getAddress().getHostAddress());
			headers.put(IpHeaders.IP_ADDRESS, address.getAddress().getHostAddress());
			headers.put(IpHeaders.PORT, address.getPort());
		}
		InetAddress local = peer.localAddress();
		headers.put(IpHeaders.LOCAL_ADDRESS, (local != null) ? local.getHostAddress() : "");
		return headers;
	}

}
