package org.socketservice.listener;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.AddressRules;
import org.socketservice.connection.Credentials;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RejectReason;
import org.socketservice.connection.TokenBucket;
import org.socketservice.connection.UserRules;
import org.socketservice.listener.ListenerProperties.Limits;

/**
 * Decides at accept who is served: access rules first, then the rate, then how many there
 * are. With {@code limits.dry-run} the limits only count what they would refuse; access
 * rules always hold.
 */
final class Admission {

	private final AddressRules access;

	private final UserRules users;

	private final Limits limits;

	private final ListenerCounts counts;

	private final @Nullable TokenBucket rate;

	private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

	Admission(ListenerProperties properties, ListenerCounts counts) {
		this.access = new AddressRules(properties.access().allow(), properties.access().deny());
		this.users = new UserRules(properties.access().uids(), properties.access().gids());
		this.limits = properties.limits();
		this.counts = counts;
		this.rate = (this.limits.connectionsPerSecond() > 0)
				? new TokenBucket(this.limits.connectionsPerSecond(), System.nanoTime()) : null;
	}

	/**
	 * Count a connection as accepted or rejected.
	 * @param address of the peer, {@code null} where peers have none
	 * @param credentials of the peer, {@code null} where they are not known
	 * @return {@code null} if it is admitted, otherwise why not
	 */
	@Nullable RejectReason admit(@Nullable InetAddress address, @Nullable Credentials credentials) {
		if ((address != null && !this.access.admits(address)) || !this.users.admits(credentials)) {
			this.counts.reject(RejectReason.ACCESS);
			return RejectReason.ACCESS;
		}
		if (isTooFast() && refuse(RejectReason.RATE)) {
			return RejectReason.RATE;
		}
		if (enter(address) && refuse(RejectReason.MAX_CONNECTIONS_PER_ADDRESS)) {
			leave(address);
			return RejectReason.MAX_CONNECTIONS_PER_ADDRESS;
		}
		if (!this.counts.tryAccept(this.limits.maxConnections(), this.limits.dryRun())) {
			leave(address);
			return RejectReason.MAX_CONNECTIONS;
		}
		return null;
	}

	private boolean refuse(RejectReason reason) {
		if (this.limits.dryRun()) {
			this.counts.wouldReject(reason);
			return false;
		}
		this.counts.reject(reason);
		return true;
	}

	private boolean isTooFast() {
		TokenBucket rate = this.rate;
		if (rate == null) {
			return false;
		}
		synchronized (rate) {
			return !rate.tryTake(System.nanoTime());
		}
	}

	/** Count the connection under its address, and say whether that is one too many. */
	private boolean enter(@Nullable InetAddress address) {
		int max = this.limits.maxConnectionsPerAddress();
		return max > 0 && address != null && this.perAddress.merge(address, 1, Integer::sum) > max;
	}

	/**
	 * An admitted connection has closed.
	 * @param address of the peer, as given to {@link #admit}
	 */
	void leave(@Nullable InetAddress address) {
		if (address != null && this.limits.maxConnectionsPerAddress() > 0) {
			this.perAddress.computeIfPresent(address, (key, count) -> (count > 1) ? count - 1 : null);
		}
	}

	/**
	 * A limit on the messages of one connection.
	 * @return {@code null} for none
	 */
	@Nullable TokenBucket newMessageRate() {
		int perSecond = this.limits.messagesPerSecond();
		return (perSecond > 0) ? new TokenBucket(perSecond, System.nanoTime()) : null;
	}

}
