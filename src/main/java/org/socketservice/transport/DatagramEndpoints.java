package org.socketservice.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.netty.channel.IoEventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Opens datagram sockets on event loops.
 */
public final class DatagramEndpoints {

	private final EventLoops loops;

	private final DatagramOptions options;

	private final Supplier<? extends DatagramHandler> handlers;

	/**
	 * Create an opener.
	 * @param loops that carry the sockets
	 * @param options of the sockets
	 * @param handlers makes the handler of each socket
	 */
	public DatagramEndpoints(EventLoops loops, DatagramOptions options, Supplier<? extends DatagramHandler> handlers) {
		this.loops = loops;
		this.options = options;
		this.handlers = handlers;
	}

	/**
	 * Receive what is sent to a UDP port.
	 * @param address the address, {@code null} for all interfaces, IPv4 and IPv6
	 * @param port the port, 0 for any that is free
	 * @return the sockets, that of the address first
	 * @throws IOException if that failed
	 */
	public List<DatagramEndpoint> udp(@Nullable InetAddress address, int port) throws IOException {
		if (this.loops.nextEpollLoop() == null) {
			return openNio(NioDatagramSockets.udp(address, port, this.options));
		}
		return open(NativeDatagramSockets.udp(address, port, this.options), (descriptor) -> DatagramFormat.PLAIN);
	}

	private List<DatagramEndpoint> openNio(List<DatagramChannel> sockets) throws IOException {
		List<DatagramEndpoint> opened = new ArrayList<>();
		for (DatagramChannel socket : sockets) {
			opened.add(NioDatagramEndpoint.open(socket, this.options.maxSize(), this.loops.group().loops().next(),
					this.handlers.get()));
		}
		return opened;
	}

	/** Said before a socket is made. */
	private void requireEpoll(Transport transport) throws UnsupportedSocketException {
		if (this.loops.nextEpollLoop() == null) {
			throw TransportSupport.needsEpoll(transport, this.loops.io());
		}
	}

	/**
	 * Receive what is sent by an IP protocol.
	 * @param address the address, {@code null} for all interfaces, IPv4 and IPv6
	 * @param protocol IP protocol number
	 * @return the sockets, one for each family
	 * @throws IOException if that failed
	 */
	public List<DatagramEndpoint> raw(@Nullable InetAddress address, int protocol) throws IOException {
		requireEpoll(Transport.RAW);
		return open(NativeDatagramSockets.raw(address, protocol, this.options),
				(descriptor) -> isIpv4(descriptor) ? DatagramFormat.RAW_IPV4 : DatagramFormat.RAW_IPV6);
	}

	private static boolean isIpv4(int descriptor) throws IOException {
		return SocketNames.family(LinuxSockets.getsockname(descriptor)) == LinuxSockets.AF_INET;
	}

	/**
	 * Receive what is sent to a Unix datagram socket.
	 * @param path a file, or {@code @name} in the abstract namespace
	 * @param file the file, claimed; {@code null} for the abstract namespace
	 * @param permissions of the file
	 * @return the socket
	 * @throws IOException if that failed
	 */
	public List<DatagramEndpoint> unix(String path, @Nullable UnixSocketFile file, Set<PosixFilePermission> permissions)
			throws IOException {
		requireEpoll(Transport.UNIX_DATAGRAM);
		List<DatagramEndpoint> opened = open(List.of(NativeDatagramSockets.unix(path, file, permissions, this.options)),
				(descriptor) -> DatagramFormat.PLAIN);
		if (file != null && opened.getFirst() instanceof NativeDatagramChannel channel) {
			// ends when the file is removed, as it is with the socket
			SocketFileWatch.start(file, channel.loop(), channel::lose);
		}
		return opened;
	}

	/**
	 * Receive what is sent to a TIPC service.
	 * @param type service type
	 * @param instance service instance
	 * @return the socket
	 * @throws IOException if that failed, EAFNOSUPPORT where the kernel has no TIPC
	 */
	public List<DatagramEndpoint> rdm(long type, long instance) throws IOException {
		requireEpoll(Transport.RDM);
		return open(List.of(NativeDatagramSockets.rdm(type, instance, this.options)),
				(descriptor) -> DatagramFormat.PLAIN);
	}

	private List<DatagramEndpoint> open(List<Integer> descriptors, FormatOf format) throws IOException {
		List<DatagramEndpoint> opened = new ArrayList<>();
		int next = 0;
		try {
			while (next < descriptors.size()) {
				IoEventLoop loop = Objects.requireNonNull(this.loops.nextEpollLoop(), "no epoll");
				int descriptor = descriptors.get(next);
				DatagramFormat itsFormat = format.of(descriptor);
				next++;
				opened.add(NativeDatagramChannel.open(descriptor, itsFormat, this.options.maxSize(), loop,
						this.handlers.get()));
			}
			return opened;
		}
		catch (IOException | RuntimeException ex) {
			opened.forEach((endpoint) -> endpoint.loop().execute(endpoint::close));
			descriptors.subList(next, descriptors.size()).forEach(LinuxSockets::close);
			throw ex;
		}
	}

	/**
	 * Tells the format of a socket's datagrams.
	 */
	private interface FormatOf {

		DatagramFormat of(int descriptor) throws IOException;

	}

}
