package org.socketservice.listener;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.connection.ConnectionInfo;
import org.socketservice.testing.Mechanism;
import org.socketservice.testing.Program;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Which addresses a listener answers on.
 */
class AddressTests {

	private static final String IPV4 = "127.0.0.1";

	private static final String IPV6 = "::1";

	@Test
	void shouldListenOnBothFamiliesByDefault() throws UnknownHostException {
		try (RunningService service = RunningService.start()) {
			ConnectionInfo four = serve(service, IPV4);
			assertThat(four.remote()).startsWith("127.0.0.1:");
			assertThat(four.local()).isEqualTo("127.0.0.1:" + service.port());
			ConnectionInfo six = serve(service, IPV6);
			assertThat(six.remote()).startsWith("[::1]:");
			assertThat(six.local()).endsWith("]:" + service.port());
		}
	}

	@ParameterizedTest
	@MethodSource("addressesAndMechanisms")
	void shouldListenOnNoOtherAddressThanTheOneGiven(String address, String served, String refused, String io)
			throws UnknownHostException {
		Mechanism.assumeAvailable(io);
		try (RunningService service = RunningService.with("address=" + address)
			.property("socket.event-loops.io=" + io)
			.start()) {
			serve(service, served);
			InetAddress other = InetAddress.getByName(refused);
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> RawClient.connect(other, service.port()))
				.withCauseInstanceOf(ConnectException.class);
		}
	}

	private static Stream<Arguments> addressesAndMechanisms() {
		return Stream.of("epoll", "nio", "io_uring")
			.flatMap((io) -> Stream.of(Arguments.of(IPV4, IPV4, IPV6, io), Arguments.of(IPV6, IPV6, IPV4, io),
					Arguments.of("0.0.0.0", IPV4, IPV6, io)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp", "udp" })
	void shouldListenOnALinkLocalAddressOfAnInterface(String transport) throws SocketException {
		InetAddress address = NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((candidate) -> candidate instanceof Inet6Address && candidate.isLinkLocalAddress())
			.findFirst()
			.orElse(null);
		assumeTrue(address != null, "no interface has a link-local address");
		shouldListenOn(transport, Objects.requireNonNull(address).getHostAddress());
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp", "udp" })
	void shouldListenOnTheAddressOfAHost(String transport) {
		shouldListenOn(transport, "localhost");
	}

	private static void shouldListenOn(String transport, String address) {
		try (RunningService service = RunningService.with("transport=" + transport, "address=" + address).start()) {
			assertThat(Program.python("""
					transport, host, port = sys.argv[1:]
					type = socket.SOCK_STREAM if transport == 'tcp' else socket.SOCK_DGRAM
					for family, type, protocol, name, address in socket.getaddrinfo(host, port, type=type):
					    s = socket.socket(family, type)
					    s.settimeout(20)
					    try:
					        s.connect(address)
					        s.send(b'hello\\n' if transport == 'tcp' else b'hello')
					        print(s.recv(100).decode().strip(), s.getpeername()[:2] == address[:2])
					        break
					    except ConnectionRefusedError:
					        pass # the other family's address of that name
					""", transport, address, service.port())).isEqualTo("HELLO True");
		}
	}

	private static ConnectionInfo serve(RunningService service, String address) throws UnknownHostException {
		try (RawClient client = RawClient.connect(InetAddress.getByName(address), service.port())) {
			assertThat(client.send("hello\n").readText(6)).isEqualTo("HELLO\n");
			return service.await(client, (info) -> true);
		}
	}

}
