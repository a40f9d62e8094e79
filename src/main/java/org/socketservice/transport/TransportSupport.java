package org.socketservice.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;

import io.netty.channel.epoll.Epoll;
import org.jspecify.annotations.Nullable;
import org.socketservice.transport.EventLoopsProperties.Io;
import org.socketservice.transport.NativeSocket.Kind;

/**
 * Finds out whether this machine, and this program on it, can serve a transport: by
 * opening such a socket.
 */
public final class TransportSupport {

	/** For experiments, RFC 3692. */
	private static final int ANY_PROTOCOL = 253;

	private TransportSupport() {
	}

	/**
	 * Try a transport.
	 * @param transport which
	 * @return {@code null} if it can be served, otherwise why not and what to do
	 */
	public static @Nullable String whyNot(Transport transport) {
		if (isOnEpollOnly(transport) && !Epoll.isAvailable()) {
			return "native epoll is not available: " + whyNoEpoll();
		}
		try {
			open(transport);
			return null;
		}
		catch (IOException ex) {
			Errno errno = Errno.of(ex);
			String reason = (errno != null) ? errno.name() + ", " + errno.text() : String.valueOf(ex.getMessage());
			String remedy = (ex instanceof NativeSocketException refused) ? refused.remedy() : null;
			return (remedy != null) ? reason + ": " + remedy : reason;
		}
		catch (UnsupportedOperationException ex) {
			return "Java has no such sockets here";
		}
	}

	private static boolean isOnEpollOnly(Transport transport) {
		return transport != Transport.TCP && transport != Transport.UDP && transport != Transport.UNIX;
	}

	private static void open(Transport transport) throws IOException {
		switch (transport) {
			case TCP -> SocketChannel.open().close();
			case UDP -> DatagramChannel.open().close();
			case UNIX -> SocketChannel.open(StandardProtocolFamily.UNIX).close();
			case UNIX_DATAGRAM -> NativeSocket.open(Kind.UNIX_DATAGRAM, 0).close();
			case UNIX_SEQPACKET -> NativeSocket.open(Kind.UNIX_SEQPACKET, 0).close();
			case RAW -> NativeSocket.open(Kind.RAW_IPV4, ANY_PROTOCOL).close();
			case RDM -> NativeSocket.open(Kind.TIPC_RDM, 0).close();
		}
	}

	/**
	 * What is wrong when a transport is asked for that epoll alone can serve.
	 * @param transport which
	 * @param io the mechanism in use
	 * @return to be thrown
	 */
	static UnsupportedSocketException needsEpoll(Transport transport, Io io) {
		if (Epoll.isAvailable()) {
			return new UnsupportedSocketException(
					transport.tag() + " sockets need native epoll, and this program runs on " + io,
					"set socket.event-loops.io to auto");
		}
		return new UnsupportedSocketException(
				transport.tag() + " sockets need native epoll, which is not available: " + whyNoEpoll(),
				"run this program on Linux with Netty's native library for this processor and "
						+ "--enable-native-access=ALL-UNNAMED, or write another transport");
	}

	/**
	 * What is wrong when an abstract name is asked for.
	 * @param io the mechanism in use
	 * @return to be thrown
	 */
	static UnsupportedSocketException noAbstractNames(Io io) {
		return new UnsupportedSocketException("Java NIO has no abstract names, and this program runs on " + io,
				"set socket.event-loops.io to auto, or write the path of a socket file");
	}

	private static String whyNoEpoll() {
		@Nullable Throwable root = Epoll.unavailabilityCause();
		while (root != null && root.getCause() != null) {
			root = root.getCause();
		}
		return (root != null) ? String.valueOf(root.getMessage()) : "unknown";
	}

}
