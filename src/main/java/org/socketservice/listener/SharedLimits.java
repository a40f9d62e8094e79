package org.socketservice.listener;

import org.socketservice.connection.QueuedReplies;
import org.socketservice.transport.BufferMemory;

import org.springframework.util.unit.DataSize;

/**
 * What all listeners of a program have in common.
 *
 * @param accessLog whether each connection is logged
 * @param queuedReplies the replies that wait for slow peers
 */
record SharedLimits(boolean accessLog, QueuedReplies queuedReplies) {

	/** The rest is for input, for messages and for what others need. */
	private static final long DEFAULT_SHARE = 4;

	static SharedLimits of(SocketProperties properties) {
		DataSize limit = properties.limits().queuedReplies();
		return new SharedLimits(properties.accessLog().enabled(),
				new QueuedReplies((limit != null) ? limit.toBytes() : BufferMemory.max() / DEFAULT_SHARE));
	}

}
