package org.socketservice.listener;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.DatagramRefusal;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;
import org.socketservice.transport.UnsupportedIoException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * A udp listener and peers that are not ours.
 */
@Timeout(120)
class UdpTests {

	/** Sends each argument after host and port, connected, and prints what comes back. */
	private static final String ASK = """
			host, port = sys.argv[1], int(sys.argv[2])
			for info in socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[:1]:
			    s = socket.socket(info[0], socket.SOCK_DGRAM)
			    s.settimeout(20)
			    s.connect(info[4])
			    for text in sys.argv[3:]:
			        s.send(text.encode())
			        print(s.recv(70000).decode())
			""";

	@Test
	void shouldAnswerFromTheAddressThatWasAskedOnEveryInterface() throws Exception {
		try (RunningService service = start()) {
			String addresses = Stream
				.concat(NetworkInterface.networkInterfaces()
					.filter(UdpTests::isUp)
					.flatMap(NetworkInterface::inetAddresses)
					.map(UdpTests::host), Stream.of("127.0.0.5"))
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
					""", service.port("udp"), addresses);
			assertThat(answers.lines()).containsExactly(Stream.of(addresses.split(" "))
				.map((host) -> "FROM " + host.toUpperCase(Locale.ROOT))
				.toArray(String[]::new));
			assertReplied(service, addresses.split(" ").length);
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
	@CsvSource({ "127.0.0.1,65507", "::1,65527" })
	void shouldAnswerTheSmallestAndTheLargestDatagram(String host, int largest) {
		try (RunningService service = start()) {
			String answers = Program.python("""
					info = socket.getaddrinfo(sys.argv[1], int(sys.argv[2]), type=socket.SOCK_DGRAM)[0]
					s = socket.socket(info[0], socket.SOCK_DGRAM)
					s.settimeout(20)
					s.connect(info[4])
					for size in 0, 1, 32, 1472, 1473, int(sys.argv[3]):
					    s.send(b'x' * size)
					    reply = s.recv(70000)
					    print(len(reply), reply == b'X' * size)
					""", host, service.port("udp"), largest);
			assertThat(answers).isEqualTo("0 True\n1 True\n32 True\n1472 True\n1473 True\n%d True".formatted(largest));
			assertReplied(service, 6);
			assertThat(service.listener("udp").counts().sum(TrafficCounters::bytesSent)).isEqualTo(2978 + largest);
		}
	}

	@Test
	void shouldAnswerEveryDayTools() {
		try (RunningService service = start()) {
			String port = String.valueOf(service.port("udp"));
			assertThat(Program.run("hello", "nc", "-u", "-w", "2", "127.0.0.1", port)).isEqualTo("HELLO");
			assertThat(Program.run("hello", "socat", "-t", "2", "-", "UDP:127.0.0.1:" + port)).isEqualTo("HELLO");
			assertThat(Program.run("hello", "socat", "-t", "2", "-", "UDP6:[::1]:" + port)).isEqualTo("HELLO");
			assertReplied(service, 3);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "nio", "io_uring" })
	void shouldServeOtherEventLoops(String io) throws Exception {
		try (RunningService service = RunningService.bare()
			.listener("udp", "transport=udp", "port=0", "max-message-size=1000B")
			.property("socket.event-loops.io=" + io)
			.start()) {
			assertThat(Program.python(ASK, "127.0.0.1", service.port("udp"), "four", "", "x".repeat(1000)))
				.isEqualTo("FOUR\n\n" + "X".repeat(1000));
			assertThat(Program.python(ASK, "::1", service.port("udp"), "six", "x".repeat(1001)))
				.startsWith("SIX\nERROR message longer than 1000 bytes [");
			InetAddress host = NetworkInterface.networkInterfaces()
				.filter(UdpTests::isUp)
				.flatMap(NetworkInterface::inetAddresses)
				.filter((address) -> !address.isLoopbackAddress())
				.findFirst()
				.orElse(InetAddress.getLoopbackAddress());
			assertThat(Program.python(ASK, host(host), service.port("udp"), "own")).isEqualTo("OWN");
			assertReplied(service, 5);
			assertThat(refused(service, DatagramRefusal.TOO_LONG)).isOne();
		}
		catch (Exception ex) {
			assumeFalse(io.equals("io_uring") && isUnsupported(ex), "no io_uring here");
			throw ex;
		}
	}

	private static boolean isUnsupported(Throwable failure) {
		return failure instanceof UnsupportedIoException
				|| (failure.getCause() != null && isUnsupported(failure.getCause()));
	}

	@Test
	void shouldListenOnIpv4Only() {
		try (RunningService service = start("address=0.0.0.0")) {
			assertThat(Program.python(ASK, "127.0.0.1", service.port("udp"), "four")).isEqualTo("FOUR");
			assertThat(Program.python("""
					s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.connect(('::1', int(sys.argv[1])))
					s.send(b'six')
					try:
					    s.recv(100)
					except ConnectionRefusedError:
					    print('refused')
					""", service.port("udp"))).isEqualTo("refused");
		}
	}

	@Test
	void shouldListenOnIpv6Only() {
		try (RunningService service = start("address=::1")) {
			assertThat(Program.python(ASK, "::1", service.port("udp"), "six")).isEqualTo("SIX");
			assertThat(Program.python("""
					s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.connect(('127.0.0.1', int(sys.argv[1])))
					s.send(b'four')
					try:
					    s.recv(100)
					except ConnectionRefusedError:
					    print('refused')
					""", service.port("udp"))).isEqualTo("refused");
		}
	}

	@Test
	void shouldAnswerManyClientsAtOnce() {
		try (RunningService service = start("receive-buffer=4MB")) {
			assertThat(Program.python("""
					wrong = []
					def talk(number):
					    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					    s.settimeout(20)
					    s.connect(('127.0.0.1', int(sys.argv[1])))
					    for i in range(100):
					        s.send(b'client %d message %d' % (number, i))
					        if s.recv(100) != b'CLIENT %d MESSAGE %d' % (number, i):
					            wrong.append((number, i))
					threads = [threading.Thread(target=talk, args=(i,)) for i in range(20)]
					[t.start() for t in threads]
					[t.join() for t in threads]
					print(wrong)
					""", service.port("udp"))).isEqualTo("[]");
			assertReplied(service, 2000);
		}
	}

	@Test
	void shouldSurviveClientsThatAreGoneBeforeTheReply() {
		try (RunningService service = start()) {
			Program.python("""
					for i in range(100):
					    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					    s.sendto(b'gone', ('127.0.0.1', int(sys.argv[1])))
					    s.close()
					""", service.port("udp"));
			assertThat(Program.python(ASK, "127.0.0.1", service.port("udp"), "still here")).isEqualTo("STILL HERE");
			assertReplied(service, 101);
		}
	}

	@Test
	void shouldBindAgainAfterAStop() {
		int port;
		try (RunningService service = start()) {
			port = service.port("udp");
			assertThat(Program.python(ASK, "127.0.0.1", port, "one")).isEqualTo("ONE");
		}
		try (RunningService service = RunningService.bare().listener("udp", "transport=udp", "port=" + port).start()) {
			assertThat(Program.python(ASK, "127.0.0.1", service.port("udp"), "two")).isEqualTo("TWO");
		}
	}

	@Test
	void shouldTellOfMessagesThatAreTooLong() {
		try (RunningService service = start("max-message-size=100B")) {
			String answers = Program.python("""
					s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.connect(('127.0.0.1', int(sys.argv[1])))
					for size in 100, 101, 60000:
					    s.send(b'x' * size)
					    print(s.recv(70000).decode()[:40])
					s.send(b'ERROR ' + b'x' * 100)
					s.send(b'last')
					print(s.recv(70000).decode())
					""", service.port("udp"));
			assertThat(answers.lines()).satisfiesExactly((first) -> assertThat(first).isEqualTo("X".repeat(40)),
					(second) -> assertThat(second).startsWith("ERROR message longer than 100 bytes ["),
					(third) -> assertThat(third).startsWith("ERROR message longer than 100 bytes ["),
					(last) -> assertThat(last).isEqualTo("LAST"));
			assertThat(refused(service, DatagramRefusal.TOO_LONG)).isEqualTo(3);
			assertReplied(service, 2);
		}
	}

	@Test
	void shouldTellOfRepliesThatAreTooLong() {
		MessageService doubling = new MessageService() {

			@Override
			public byte[] reply(byte[] request) {
				return new byte[request.length * 2];
			}

			@Override
			public boolean mayBlock() {
				return false;
			}

		};
		try (RunningService service = RunningService.bare()
			.listener("udp", "transport=udp", "port=0")
			.bean(MessageService.class, doubling)
			.start()) {
			assertThat(Program.python("""
					s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.connect(('127.0.0.1', int(sys.argv[1])))
					for size in 32753, 32754, 60000:
					    s.send(b'x' * size)
					    reply = s.recv(70000)
					    print(len(reply) if len(reply) > 100 else reply.decode())
					""", service.port("udp"))).startsWith("65506\nERROR reply too long for a datagram [")
				.contains("]\nERROR reply too long for a datagram [");
			ListenerCounts counts = service.listener("udp").counts();
			assertThat(counts.requests(RequestOutcome.FAILED)).isEqualTo(2);
			RunningService.await().until(() -> counts.requests(RequestOutcome.REPLIED) == 1);
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldNotAnswerItsOwnListenersNorPrivilegedPorts() {
		try (RunningService service = RunningService.bare()
			.listener("udp", "transport=udp", "port=0")
			.listener("other", "transport=udp", "port=0", "address=127.0.0.1")
			.start()) {
			assertThat(Program.python("""
					def ask(source, port):
					    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					    s.bind(('127.0.0.2', source))
					    s.sendto(b'loop', ('127.0.0.1', port))
					    return s
					asked = [ask(int(sys.argv[2]), int(sys.argv[1]))]
					if os.geteuid() == 0:
					    for port in range(700, 1000): # one of them is free
					        try:
					            asked.append(ask(port, int(sys.argv[1])))
					            break
					        except OSError:
					            pass
					good = ask(0, int(sys.argv[1]))
					good.settimeout(20)
					print(good.recv(100).decode(), len(asked))
					for s in asked:
					    s.setblocking(False)
					    try:
					        print(s.recv(100))
					    except BlockingIOError:
					        pass
					""", service.port("udp"), service.port("other"))).matches("LOOP [12]");
			assertThat(refused(service, DatagramRefusal.REFLECTION)).isBetween(1L, 2L);
			assertReplied(service, 1);
		}
	}

	@Test
	void shouldRefuseByAddressAndRate() {
		try (RunningService service = start("access.deny=127.0.0.3", "limits.messages-per-second=5")) {
			assertThat(Program.python("""
					def ask(source, count):
					    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					    s.bind((source, 0))
					    for i in range(count):
					        s.sendto(b'hello', ('127.0.0.1', int(sys.argv[1])))
					    return s
					denied = ask('127.0.0.3', 3)
					fast = ask('127.0.0.4', 50)
					good = ask('127.0.0.5', 1)
					good.settimeout(20)
					print(good.recv(100).decode())
					denied.setblocking(False)
					try:
					    print(denied.recv(100))
					except BlockingIOError:
					    pass
					""", service.port("udp"))).isEqualTo("HELLO");
			assertThat(refused(service, DatagramRefusal.ACCESS)).isEqualTo(3);
			ListenerCounts counts = service.listener("udp").counts();
			assertThat(refused(service, DatagramRefusal.RATE)).isBetween(40L, 45L);
			assertThat(counts.sum(TrafficCounters::requests)).isEqualTo(51 - refused(service, DatagramRefusal.RATE));
		}
	}

	@Test
	void shouldJoinMulticastGroups() {
		try (RunningService service = start("multicast-groups=239.1.2.3")) {
			assertThat(Program.python("""
					s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))
					s.sendto(b'group', ('239.1.2.3', int(sys.argv[1])))
					print(s.recv(100).decode())
					""", service.port("udp"))).isEqualTo("GROUP");
		}
	}

	@Test
	void shouldJoinSeveralMulticastGroupsOfBothFamilies() {
		try (RunningService service = start("multicast-groups=239.1.2.5,239.1.2.6,ff02::1:9999")) {
			String answers = Program.python("""
					port = int(sys.argv[1])
					for group in '239.1.2.5', '239.1.2.6':
					    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					    s.settimeout(20)
					    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))
					    s.sendto(group.encode(), (group, port))
					    print(s.recv(100).decode())
					sent = answered = 0
					for index, name in socket.if_nameindex():
					    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
					    s.settimeout(5)
					    try:
					        s.sendto(b'six', ('ff02::1:9999', port, 0, index))
					        sent += 1
					        answered += s.recv(100) == b'SIX'
					    except OSError:
					        pass # an interface without IPv6, or without a link
					print(answered > 0 or sent == 0)
					""", service.port("udp"));
			assertThat(answers).isEqualTo("239.1.2.5\n239.1.2.6\nTrue");
			RunningService.await().until(() -> service.listener("udp").counts().requestsActive() == 0);
		}
	}

	@Test
	void shouldJoinMulticastGroupsOnTheInterfaceOfItsAddress() {
		try (RunningService service = start("address=127.0.0.1", "multicast-groups=239.1.2.4")) {
			assertThat(Program.python("""
					s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))
					s.sendto(b'group', ('239.1.2.4', int(sys.argv[1])))
					reply, sender = s.recvfrom(100)
					print(reply.decode(), sender[0], sender[1] == int(sys.argv[1]))
					""", service.port("udp"))).isEqualTo("GROUP 127.0.0.1 True");
		}
	}

	@Test
	void shouldNotStartWithoutAGroupItWasToJoin() {
		// a group of the other family than the address
		assertThatException().isThrownBy(() -> start("address=127.0.0.1", "multicast-groups=ff02::1:9999").close())
			.withStackTraceContaining("no interface can join the multicast group ff02:0:0:0:0:0:1:9999");
	}

	@Test
	void shouldNotShareItsPort() {
		try (RunningService service = start()) {
			assertThatException()
				.isThrownBy(() -> RunningService.bare()
					.listener("udp", "transport=udp", "port=" + service.port("udp"))
					.start()
					.close())
				.withStackTraceContaining("Address already in use");
		}
	}

	@Test
	void shouldBindAgainOnThePortItHadWhenTheSocketIsLost() {
		try (RunningService service = RunningService.bare()
			.listener("udp", "transport=udp", "port=0")
			.property("socket.recovery.initial-delay=10ms")
			.start()) {
			int port = service.port("udp");
			((DatagramListener) service.listener("udp")).lose();
			RunningService.await().until(() -> service.listener("udp").isListening());
			assertThat(Program.python(ASK, "127.0.0.1", port, "again")).isEqualTo("AGAIN");
		}
	}

	private static RunningService start(String... properties) {
		return RunningService.bare().listener("udp", "transport=udp", "port=0").listener("udp", properties).start();
	}

	private static long refused(RunningService service, DatagramRefusal reason) {
		return Objects.requireNonNull(service.listener("udp")).counts().refusedDatagrams().count(reason);
	}

	private static void assertReplied(RunningService service, int count) {
		ListenerCounts counts = service.listener("udp").counts();
		RunningService.await().until(() -> counts.requests(RequestOutcome.REPLIED) >= count);
		assertThat(counts.requests(RequestOutcome.REPLIED)).isEqualTo(count);
		assertThat(counts.sum(TrafficCounters::requests)).isEqualTo(count);
		assertThat(counts.requestsActive()).isZero();
	}

}
