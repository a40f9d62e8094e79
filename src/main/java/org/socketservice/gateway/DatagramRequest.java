package org.socketservice.gateway;

import org.jspecify.annotations.Nullable;

/**
 * A request that came as a datagram, and where its reply goes.
 *
 * @param <P> what the socket knows the peer by
 */
final class DatagramRequest<P> extends SocketRequest {

	private final DatagramExchange<P> exchange;

	private final P peer;

	/** The requests received before and after this; belong to the exchange. */
	@Nullable DatagramRequest<P> older;

	@Nullable DatagramRequest<P> newer;

	/** Whether it is among those that are not answered yet; belongs to the exchange. */
	boolean outstanding;

	/** Where the service may be waiting. */
	volatile @Nullable Thread thread;

	DatagramRequest(DatagramExchange<P> exchange, P peer, byte[] payload) {
		super(exchange, payload, 0);
		this.exchange = exchange;
		this.peer = peer;
	}

	P peer() {
		return this.peer;
	}

	@Override
	SocketRequest withPayload(byte[] payload) {
		return new DatagramRequest<>(this.exchange, this.peer, payload);
	}

}
