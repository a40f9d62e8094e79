package org.socketservice.listener;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.DatagramRefusal;
import org.socketservice.testing.Mechanism;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;
import org.socketservice.testing.UdpService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Addresses and ports of udp listeners: what they answer from, and how they come by them.
 */
@Timeout(120)
class UdpAddressTests {

	@Test
	void shouldAnswerFromTheAddressThatWasAskedOnEveryInterface() throws Exception {
		try (UdpService service = UdpService.start()) {
			String addresses = Stream
				.concat(NetworkInterface.networkInterfaces()
					.filter(UdpAddressTests::isUp)
					.flatMap(NetworkInterface::inetAddresses)
					.map(UdpAddressTests::host), Stream.of("127.0.0.5"))
				.distinct()
				.collect(Collectors.joining(" "));
			String answers = Program.python("""
					for host in sys.argv[2].split():
					    info = socket.getaddrinfo(host, int(sys.argv[1]), type=socket.SOCK_DGRAM)[0]
					    s = socket.socket(info[0], socket.SOCK_DGRAM)
					    s.settimeout(20)
					    s.connect(info[4])
					    s.send(b'from ' + host.encode())
					    print(s.recv(100).decode())
					""", service.port(), addresses);
			assertThat(answers.lines()).containsExactly(Stream.of(addresses.split(" "))
				.map((host) -> "FROM " + host.toUpperCase(Locale.ROOT))
				.toArray(String[]::new));
			service.assertReplied(addresses.split(" ").length);
		}
	}

	/** Java also gives addresses a scope that are no link-local ones. */
	private static String host(InetAddress address) {
		String host = address.getHostAddress();
		return (address.isLinkLocalAddress() || host.indexOf('%') < 0) ? host : host.substring(0, host.indexOf('%'));
	}

	private static boolean isUp(NetworkInterface networkInterface) {
		try {
			return networkInterface.isUp();
		}
		catch (SocketException ex) {
			return false;
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "nio", "io_uring" })
	void shouldServeOtherEventLoops(String io) throws Exception {
		Mechanism.assumeAvailable(io);
		try (UdpService service = UdpService.start(RunningService.bare().property("socket.event-loops.io=" + io),
				"max-message-size=1000B")) {
			assertThat(service.ask("127.0.0.1", "four", "", "x".repeat(1000))).isEqualTo("FOUR\n\n" + "X".repeat(1000));
			assertThat(service.ask("::1", "six", "x".repeat(1001)))
				.startsWith("SIX\nERROR message longer than 1000 bytes [");
			InetAddress host = NetworkInterface.networkInterfaces()
				.filter(UdpAddressTests::isUp)
				.flatMap(NetworkInterface::inetAddresses)
				.filter((address) -> !address.isLoopbackAddress())
				.findFirst()
				.orElse(InetAddress.getLoopbackAddress());
			assertThat(service.ask(host(host), "own")).isEqualTo("OWN");
			service.assertReplied(5);
			assertThat(service.refused(DatagramRefusal.TOO_LONG)).isOne();
		}
	}

	@ParameterizedTest
	@CsvSource({ "0.0.0.0, 127.0.0.1, ::1", "::1, ::1, 127.0.0.1" })
	void shouldListenOnOneFamilyOnly(String address, String served, String refused) {
		try (UdpService service = UdpService.start("address=" + address)) {
			assertThat(service.ask(served, "hello")).isEqualTo("HELLO");
			assertThat(Program.python("""
					host, port = sys.argv[1:]
					s = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.connect((host, int(port)))
					s.send(b'hello')
					try:
					    s.recv(100)
					except ConnectionRefusedError:
					    print('refused')
					""", refused, service.port())).isEqualTo("refused");
		}
	}

	@Test
	void shouldBindAgainAfterAStop() {
		int port;
		try (UdpService service = UdpService.start()) {
			port = service.port();
			assertThat(UdpService.ask("127.0.0.1", port, "one")).isEqualTo("ONE");
		}
		try (RunningService service = RunningService.bare().listener("udp", "transport=udp", "port=" + port).start()) {
			assertThat(UdpService.ask("127.0.0.1", service.port("udp"), "two")).isEqualTo("TWO");
		}
	}

	@Test
	void shouldNotShareItsPort() {
		try (UdpService service = UdpService.start()) {
			assertThatException()
				.isThrownBy(() -> RunningService.bare()
					.listener("udp", "transport=udp", "port=" + service.port())
					.start()
					.close())
				.withStackTraceContaining("Address already in use");
		}
	}

	@Test
	void shouldBindAgainOnThePortItHadWhenTheSocketIsLost() {
		try (UdpService service = UdpService
			.start(RunningService.bare().property("socket.recovery.initial-delay=10ms"))) {
			int port = service.port();
			((DatagramListener) service.listener()).lose();
			RunningService.await().until(() -> service.listener().isListening());
			assertThat(UdpService.ask("127.0.0.1", port, "again")).isEqualTo("AGAIN");
		}
	}

}
