package org.socketservice.transport;

import java.io.IOException;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.Credentials;

/**
 * Tells who is at the other end of a Unix socket. Java NIO knows names instead of
 * numbers, and no process: there it is not told.
 */
public final class UnixPeer {

	private UnixPeer() {
	}

	/**
	 * Ask the kernel. One system call, while the channel is open.
	 * @param channel any kind
	 * @return {@code null} where it is not known
	 */
	public static @Nullable Credentials of(Channel channel) {
		try {
			return switch (channel) {
				case EpollDomainSocketChannel epoll -> credentials(epoll.peerCredentials());
				case IoUringDomainSocketChannel uring -> credentials(uring.peerCredentials());
				case SeqpacketChannel records -> records.peerCredentials();
				default -> null;
			};
		}
		catch (IOException ex) {
			return null; // closed meanwhile
		}
	}

	private static Credentials credentials(PeerCredentials peer) {
		int[] gids = peer.gids();
		long gid = (gids.length > 0) ? Integer.toUnsignedLong(gids[0]) : Integer.toUnsignedLong(-1);
		return new Credentials(peer.pid(), Integer.toUnsignedLong(peer.uid()), gid);
	}

}
