package org.socketservice.listener;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.AddressRules;
import org.socketservice.connection.DatagramRefusal;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RejectReason;
import org.socketservice.connection.TokenBucket;
import org.socketservice.transport.DatagramPeer;
import org.socketservice.transport.Transport;

/**
 * Decides which datagrams of one socket are looked at: no loops, access rules, then the
 * rate of each peer address. What is refused is counted and gets no answer. Belongs to
 * the socket's event loop.
 */
final class DatagramAdmission {

	/** Addresses whose rate is known; those silent for longest are forgotten. */
	private static final int MAX_RATES = 10_000;

	private final ListenerCounts counts;

	private final OwnSockets ownSockets;

	private final boolean loopsPossible;

	private final @Nullable AddressRules access;

	private final int messagesPerSecond;

	private final boolean dryRun;

	private final Map<Object, TokenBucket> rates = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Object, TokenBucket> eldest) {
			return size() > MAX_RATES;
		}

	};

	DatagramAdmission(DatagramContext context) {
		ListenerProperties properties = context.properties();
		this.counts = context.counts();
		this.ownSockets = context.ownSockets();
		this.loopsPossible = properties.transport() == Transport.UDP
				|| properties.transport() == Transport.UNIX_DATAGRAM;
		boolean open = properties.access().allow().isEmpty() && properties.access().deny().isEmpty();
		this.access = open ? null : new AddressRules(properties.access().allow(), properties.access().deny());
		this.messagesPerSecond = properties.limits().messagesPerSecond();
		this.dryRun = properties.limits().dryRun();
	}

	/**
	 * Whether to look at a datagram; if not, it has been counted.
	 * @param peer who sent it
	 * @return {@code false} to drop it
	 */
	boolean admits(DatagramPeer peer) {
		DatagramRefusal refusal = refusal(peer);
		if (refusal != null) {
			this.counts.refusedDatagrams().add(refusal, 1);
		}
		return refusal == null;
	}

	private @Nullable DatagramRefusal refusal(DatagramPeer peer) {
		if (!peer.isBound()) {
			return DatagramRefusal.UNBOUND;
		}
		if (this.loopsPossible && this.ownSockets.isLoop(peer)) {
			return DatagramRefusal.REFLECTION;
		}
		if (this.access != null) {
			InetAddress address = peer.inetAddress();
			if (address != null && !this.access.admits(address)) {
				return DatagramRefusal.ACCESS;
			}
		}
		return (this.messagesPerSecond > 0 && isTooFast(peer)) ? DatagramRefusal.RATE : null;
	}

	private boolean isTooFast(DatagramPeer peer) {
		InetAddress address = peer.inetAddress();
		long now = System.nanoTime();
		boolean tooFast = !this.rates
			.computeIfAbsent((address != null) ? address : peer.address(),
					(key) -> new TokenBucket(this.messagesPerSecond, now))
			.tryTake(now);
		if (tooFast && this.dryRun) {
			this.counts.wouldReject(RejectReason.RATE);
			return false;
		}
		return tooFast;
	}

}
