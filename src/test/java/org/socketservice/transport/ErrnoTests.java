package org.socketservice.transport;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socketservice.transport.EventLoopsProperties.Io;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Errno} and {@link ErrnoDetection}.
 */
class ErrnoTests {

	static Stream<Arguments> failures() {
		assertThat(Epoll.isAvailable()).isTrue(); // loads what Netty's exceptions need
		return Stream.of(Arguments.of(new BindException("Address already in use"), Errno.EADDRINUSE),
				Arguments.of(new BindException("Cannot assign requested address"), Errno.EADDRNOTAVAIL),
				Arguments.of(new SocketException("Permission denied"), Errno.EACCES),
				Arguments.of(new SocketException("Operation not permitted"), Errno.EPERM),
				Arguments.of(new SocketException("Address family not supported by protocol"), Errno.EAFNOSUPPORT),
				Arguments.of(new ConnectException("Connection refused: localhost/127.0.0.1:1"), Errno.ECONNREFUSED),
				Arguments.of(new ConnectException("Connection timed out"), Errno.ETIMEDOUT),
				Arguments.of(new ConnectException("Connection refused (Connection refused)"), Errno.ECONNREFUSED),
				Arguments.of(new ConnectException(), Errno.ECONNREFUSED),
				Arguments.of(new NoRouteToHostException("No route to host"), Errno.EHOSTUNREACH),
				Arguments.of(new NoRouteToHostException(), Errno.EHOSTUNREACH),
				Arguments.of(new SocketException("Network is unreachable"), Errno.ENETUNREACH),
				Arguments.of(new SocketException("Connection reset"), Errno.ECONNRESET),
				Arguments.of(new IOException("Connection reset by peer"), Errno.ECONNRESET),
				Arguments.of(new IOException("Broken pipe"), Errno.EPIPE),
				Arguments.of(new IOException("Too many open files"), Errno.EMFILE),
				Arguments.of(new IOException("Too many open files in system"), Errno.ENFILE),
				Arguments.of(new IOException("No such device or address"), Errno.ENXIO),
				Arguments.of(new IOException("/run/x: No such file or directory"), Errno.ENOENT),
				Arguments.of(new IOException("bind(..) failed with error(-93): Protocol not supported"),
						Errno.EPROTONOSUPPORT),
				Arguments.of(new Errors.NativeIoException("socket", -94), Errno.ESOCKTNOSUPPORT),
				Arguments.of(new Errors.NativeIoException("bind", -36), Errno.ENAMETOOLONG),
				Arguments.of(new ConnectTimeoutException("connection timed out after 5 ms"), Errno.ETIMEDOUT),
				Arguments.of(new SocketTimeoutException("Connect timed out"), Errno.ETIMEDOUT),
				Arguments.of(new PortUnreachableException(), Errno.ECONNREFUSED),
				Arguments.of(new FileNotFoundException(), Errno.ENOENT),
				Arguments.of(new NoSuchFileException("/run/x"), Errno.ENOENT),
				Arguments.of(new AccessDeniedException("/run/x"), Errno.EACCES),
				Arguments.of(new IllegalStateException("outer", new BindException("Address already in use")),
						Errno.EADDRINUSE));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void shouldFindErrnoWhenFailureComesFromTheKernel(Throwable failure, Errno errno) {
		assertThat(Errno.of(failure)).isEqualTo(errno);
	}

	@Test
	void shouldFindNothingWhenFailureDoesNotSay() {
		assertThat(Errno.of(new IllegalStateException("Connection refused"))).isNull();
		assertThat(Errno.of(new IOException("nothing the kernel says"))).isNull();
		assertThat(Errno.of(new IOException())).isNull();
		assertThat(Errno.of(new UnknownHostException("nowhere"))).isNull();
	}

	@Test
	void shouldEndWhenCausesAreALoop() {
		IllegalStateException a = new IllegalStateException("a");
		IllegalStateException b = new IllegalStateException("b", a);
		a.initCause(b);
		assertThat(Errno.of(b)).isNull();
	}

	@Test
	void shouldHaveNumberAndTextWhenAsked() {
		assertThat(Errno.ECONNREFUSED.number()).isEqualTo(111);
		assertThat(Errno.ECONNREFUSED.text()).isEqualTo("Connection refused");
		assertThat(Errno.of(111)).isEqualTo(Errno.ECONNREFUSED);
		assertThat(Errno.of(133)).isEqualTo(Errno.EHWPOISON);
		assertThat(Errno.of(0)).isNull();
		assertThat(Errno.of(134)).isNull();
		assertThat(Arrays.stream(Errno.values()).map(Errno::number)).hasSize(131).doesNotHaveDuplicates();
	}

	/** What this machine's Java and Netty really throw. */
	@ParameterizedTest
	@EnumSource(names = { "AUTO", "NIO" })
	void shouldFindErrnoWhenNettyCannotBindOrConnect(Io io) throws IOException {
		try (EventLoops loops = new EventLoops(new EventLoopsProperties(io, 1, Duration.ZERO));
				ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket notListening = new Socket()) {
			notListening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			assertThat(failure(server(loops).bind(taken.getLocalSocketAddress()))).isEqualTo(Errno.EADDRINUSE);
			assertThat(failure(server(loops).bind(new InetSocketAddress("192.0.2.1", 0))))
				.isEqualTo(Errno.EADDRNOTAVAIL);
			assertThat(failure(new Bootstrap().group(loops.group().loops())
				.channel(loops.group().tcpChannel())
				.handler(new Ignoring())
				.connect(notListening.getLocalSocketAddress()))).isEqualTo(Errno.ECONNREFUSED);
		}
	}

	private static ServerBootstrap server(EventLoops loops) {
		return new ServerBootstrap().group(loops.group().loops())
			.channelFactory(() -> loops.group().newTcpServerChannel(null))
			.childHandler(new Ignoring());
	}

	private static @Nullable Errno failure(ChannelFuture future) {
		future.awaitUninterruptibly();
		return Errno.of(Objects.requireNonNull(future.cause(), "succeeded"));
	}

	private static final class Ignoring extends ChannelInboundHandlerAdapter {

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
