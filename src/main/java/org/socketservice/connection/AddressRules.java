package org.socketservice.connection;

import java.net.InetAddress;
import java.util.List;

/**
 * Which peers may connect: {@code deny} wins, and a non-empty {@code allow} refuses all
 * it does not hold.
 *
 * @param allow blocks admitted; empty admits all
 * @param deny blocks refused, also when {@code allow} holds them
 */
public record AddressRules(List<Cidr> allow, List<Cidr> deny) {

	/**
	 * Create rules.
	 * @param allow blocks admitted; empty admits all
	 * @param deny blocks refused, also when {@code allow} holds them
	 */
	public AddressRules {
		allow = List.copyOf(allow);
		deny = List.copyOf(deny);
	}

	/**
	 * Whether a peer may connect.
	 * @param address its address
	 * @return {@code true} without any rule
	 */
	public boolean admits(InetAddress address) {
		return !isIn(this.deny, address) && (this.allow.isEmpty() || isIn(this.allow, address));
	}

	private static boolean isIn(List<Cidr> blocks, InetAddress address) {
		for (Cidr block : blocks) {
			if (block.contains(address)) {
				return true;
			}
		}
		return false;
	}

}
