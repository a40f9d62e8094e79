package org.socketservice.listener;

import java.util.Objects;

import org.socketservice.transport.EventLoopsProperties.Io;
import org.socketservice.transport.UnixServerSocket.Settings;
import org.socketservice.transport.UnixSocketAddress;
import org.socketservice.transport.UnsupportedSocketException;

/**
 * What a Unix listener's properties ask of its socket.
 */
final class UnixSettings {

	private UnixSettings() {
	}

	static Settings of(ListenerProperties properties) {
		String path = Objects.requireNonNull(properties.path(), "no path");
		return new Settings(properties.transport(), new UnixSocketAddress(path), properties.filePermissions(),
				properties.backlog(), Math.toIntExact(properties.maxMessageSize().toBytes()));
	}

	/**
	 * Whom nobody can name, nobody can admit.
	 * @throws UnsupportedSocketException if peers are to be told apart by what the
	 * mechanism in use does not tell
	 */
	static void checkAccess(ListenerProperties properties, Io io) throws UnsupportedSocketException {
		boolean credentials = !properties.access().uids().isEmpty() || !properties.access().gids().isEmpty();
		if (credentials && io == Io.NIO) {
			throw new UnsupportedSocketException(
					"access.uids and access.gids need native epoll, and this program runs on " + io,
					"set socket.event-loops.io to auto, or remove them and use permissions");
		}
	}

}
