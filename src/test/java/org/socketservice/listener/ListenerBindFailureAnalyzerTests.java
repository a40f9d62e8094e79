package org.socketservice.listener;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.socketservice.properties.Bound;
import org.socketservice.transport.SocketFileException;
import org.socketservice.transport.SocketFileException.Problem;
import org.socketservice.transport.TlsBundles;
import org.socketservice.transport.TlsContext;
import org.socketservice.transport.TlsSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContextException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ListenerBindFailureAnalyzer} and {@link BindFailure}.
 */
class ListenerBindFailureAnalyzerTests {

	static Stream<Arguments> failures() {
		assertThat(Epoll.isAvailable()).isTrue(); // loads what Netty's exceptions need
		return Stream.of(
				failure("port=9998", new BindException("Address already in use"), "port", "9998",
						"the port is in use: Address already in use (EADDRINUSE)", "ss -ltnp 'sport = :9998'",
						"0 takes any free one"),
				failure("backlog=5", new Errors.NativeIoException("bind", -98), "port", "9999", "the port is in use",
						"ss -ltnp 'sport = :9999'", "another port"),
				failure("transport=udp;port=53", new Errors.NativeIoException("bind", -98), "port", "53",
						"the port is in use", "ss -lunp 'sport = :53'", "another port"),
				failure("port=80", new Errors.NativeIoException("bind", -13), "port", "80",
						"ports below 1024 are privileged: Permission denied (EACCES)",
						"sysctl net.ipv4.ip_unprivileged_port_start=80", "CAP_NET_BIND_SERVICE",
						"a port from 1024 to 65535"),
				failure("port=80", new SocketException("Permission denied"), "port", "80", "privileged",
						"CAP_NET_BIND_SERVICE"),
				failure("address=192.0.2.1", new BindException("Cannot assign requested address"), "address",
						"192.0.2.1", "is no address of this machine: Cannot assign requested address (EADDRNOTAVAIL)",
						"ip address"),
				failure("address=nowhere.invalid", new UnknownHostException("nowhere.invalid"), "address",
						"nowhere.invalid", "is an unknown host", "getent hosts nowhere.invalid"),
				failure("address=nowhere.invalid", new UnresolvedAddressException(), "address", "nowhere.invalid",
						"is an unknown host", "getent hosts nowhere.invalid"),
				failure("address=::1", new Errors.NativeIoException("socket", -97), "address", "::1",
						"this kernel has no IPv6", "the other family"),
				failure("address=127.0.0.1", new SocketException("Address family not supported by protocol"), "address",
						"127.0.0.1", "this kernel has no IPv4", "the other family"),
				failure("transport=unix;path=/run/a", new SocketFileException(Path.of("/run/a"), Problem.LIVE_SERVER),
						"path", "/run/a", "is the socket of a server that is running", "ss -lxp", "another path"),
				failure("transport=unix;path=/etc/passwd",
						new SocketFileException(Path.of("/etc/passwd"), Problem.NO_SOCKET), "path", "/etc/passwd",
						"is there already and is no socket", "another path", "move away"),
				failure("transport=unix;path=@a", new Errors.NativeIoException("bind", -98), "path", "@a",
						"another server has it: Address already in use (EADDRINUSE)", "ss -lxp"),
				failure("transport=unix;path=/root/a", new Errors.NativeIoException("bind", -13), "path", "/root/a",
						"may not create a file in that directory: Permission denied (EACCES)", "owner or mode"),
				failure("transport=unix;path=/none/a", new Errors.NativeIoException("bind", -2), "path", "/none/a",
						"No such file or directory (ENOENT)", "create the directory"),
				failure("transport=unix;path=/ro/a", new IOException("Read-only file system"), "path", "/ro/a",
						"Read-only file system (EROFS)", "writable"),
				failure("transport=unix;path=/xxx", new Errors.NativeIoException("bind", -36), "path", "/xxx",
						"107 bytes (unix(7)): File name too long (ENAMETOOLONG)", "shorter path"),
				failure("transport=raw", new Errors.NativeIoException("socket", -1), "transport", "raw",
						"raw(7)): Operation not permitted (EPERM)", "CAP_NET_RAW", "--cap-add NET_RAW"),
				failure("transport=raw", new Errors.NativeIoException("socket", -13), "transport", "raw",
						"Permission denied (EACCES)", "CAP_NET_RAW"),
				failure("transport=rdm;service-type=64;instance=1", new Errors.NativeIoException("socket", -97),
						"transport", "rdm",
						"lacks the socket family: Address family not supported by protocol (EAFNOSUPPORT)",
						"modprobe tipc"),
				failure("transport=unix-seqpacket;path=/a", new Errors.NativeIoException("socket", -94), "transport",
						"unix-seqpacket", "Socket type not supported (ESOCKTNOSUPPORT)", "another transport"),
				failure("port=1", new IOException("Too many open files"), "transport", "tcp",
						"no file descriptors left: Too many open files (EMFILE)", "ulimit -n"),
				failure("address=10.0.0.1", new IOException("Invalid argument"), "address", "10.0.0.1",
						"cannot be bound: Invalid argument (EINVAL)", "Invalid argument"),
				failure("port=1", new IllegalStateException("event loop shut down"), "port", "1",
						"event loop shut down", "the listener's other properties"),
				failure("port=2000", new SocketException("Permission denied"), "port", "2000",
						"Permission denied (EACCES)", "other properties"));
	}

	private static Arguments failure(String properties, Exception cause, String property, Object value, String reason,
			String... remedies) {
		return Arguments.of(properties, cause, property, value, reason, remedies);
	}

	private static ListenerBindException exception(String properties, Exception cause) {
		ListenerProperties listener = Bound.to("a", ListenerProperties.class,
				Arrays.stream(properties.split(";", -1)).map((property) -> "a." + property).toArray(String[]::new));
		return new ListenerBindException("web", listener, cause);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void shouldNamePropertyValueAndRemedyWhenBindFails(String properties, Exception cause, String property,
			String value, String reason, String[] remedies) {
		Throwable failure = new ApplicationContextException("Failed to start bean", exception(properties, cause));
		FailureAnalysis analysis = Objects.requireNonNull(new ListenerBindFailureAnalyzer().analyze(failure),
				"not analyzed");
		assertThat(analysis.getDescription()).startsWith("Listener web could not be bound:")
			.contains("Property: socket.listeners.web." + property + System.lineSeparator())
			.contains("Value: \"" + value + "\"" + System.lineSeparator())
			.contains("Reason: ")
			.contains(reason);
		assertThat(analysis.getAction()).startsWith("socket.listeners.web." + property + ": ").contains(remedies);
	}

	@Test
	void shouldOfferBundlesWhenBundleIsUnknown() {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
		bundles.registerBundle("server", mock(SslBundle.class));
		FailureAnalysis analysis = analyze("sevrer", bundles);
		assertThat(analysis.getDescription()).contains("Property: socket.listeners.web.ssl.bundle")
			.contains("Value: \"sevrer\"")
			.contains("Reason: there is no SSL bundle of this name");
		assertThat(analysis.getAction()).contains("did you mean server? Write one of server",
				"spring.ssl.bundle.pem.sevrer");
	}

	@Test
	void shouldTellHowToDeclareWhenThereAreNoBundles() {
		assertThat(analyze("web", null).getAction()).isEqualTo("socket.listeners.web.ssl.bundle: declare it under "
				+ "spring.ssl.bundle.pem.web or spring.ssl.bundle.jks.web.");
	}

	private static FailureAnalysis analyze(String bundle, @Nullable SslBundles bundles) {
		TlsSource source = new TlsSource("Listener web", bundle, new TlsBundles(() -> bundles), TlsContext::client,
				(success) -> {
				});
		RuntimeException failure = catchThrowableOfType(RuntimeException.class, source::open);
		return Objects.requireNonNull(
				new ListenerBindFailureAnalyzer().analyze(exception("ssl.bundle=" + bundle, failure)), "not analyzed");
	}

}
