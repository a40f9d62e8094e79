package org.socketservice.connection;

import java.util.Collection;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which users and groups may connect to a Unix socket: who is in either list. Two empty
 * lists admit everybody.
 */
public final class UserRules {

	private final Set<Long> uids;

	private final Set<Long> gids;

	/**
	 * Create rules.
	 * @param uids user ids admitted
	 * @param gids group ids admitted
	 */
	public UserRules(Collection<Long> uids, Collection<Long> gids) {
		this.uids = Set.copyOf(uids);
		this.gids = Set.copyOf(gids);
	}

	/**
	 * Decide.
	 * @param peer who connects, {@code null} if nobody knows
	 * @return whether it may
	 */
	public boolean admits(@Nullable Credentials peer) {
		if (this.uids.isEmpty() && this.gids.isEmpty()) {
			return true;
		}
		return peer != null && (this.uids.contains(peer.uid()) || this.gids.contains(peer.gid()));
	}

}
