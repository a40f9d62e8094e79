package org.socketservice.listener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socketservice.connection.DatagramRefusal;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;
import org.socketservice.testing.UdpService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a udp listener does not answer, or tells to be too long.
 */
@Timeout(120)
class UdpLimitsTests {

	@Test
	void shouldTellOfMessagesThatAreTooLong() {
		try (UdpService service = UdpService.start("max-message-size=100B")) {
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
					""", service.port());
			assertThat(answers.lines()).satisfiesExactly((first) -> assertThat(first).isEqualTo("X".repeat(40)),
					(second) -> assertThat(second).startsWith("ERROR message longer than 100 bytes ["),
					(third) -> assertThat(third).startsWith("ERROR message longer than 100 bytes ["),
					(last) -> assertThat(last).isEqualTo("LAST"));
			assertThat(service.refused(DatagramRefusal.TOO_LONG)).isEqualTo(3);
			service.assertReplied(2);
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
		try (UdpService service = UdpService.start(RunningService.bare().bean(MessageService.class, doubling))) {
			assertThat(Program.python("""
					s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.connect(('127.0.0.1', int(sys.argv[1])))
					for size in 32753, 32754, 60000:
					    s.send(b'x' * size)
					    reply = s.recv(70000)
					    print(len(reply) if len(reply) > 100 else reply.decode())
					""", service.port())).startsWith("65506\nERROR reply too long for a datagram [")
				.contains("]\nERROR reply too long for a datagram [");
			ListenerCounts counts = service.counts();
			assertThat(counts.requests(RequestOutcome.FAILED)).isEqualTo(2);
			RunningService.await().until(() -> counts.requests(RequestOutcome.REPLIED) == 1);
			service.running().assertAllRequestsEnded();
		}
	}

	@Test
	void shouldNotAnswerItsOwnListenersNorPrivilegedPorts() {
		try (UdpService service = UdpService
			.start(RunningService.bare().listener("other", "transport=udp", "port=0", "address=127.0.0.1"))) {
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
					""", service.port(), service.running().port("other"))).matches("LOOP [12]");
			assertThat(service.refused(DatagramRefusal.REFLECTION)).isBetween(1L, 2L);
			service.assertReplied(1);
		}
	}

	@Test
	void shouldRefuseByAddressAndRate() {
		try (UdpService service = UdpService.start("access.deny=127.0.0.3", "limits.messages-per-second=5")) {
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
					""", service.port())).isEqualTo("HELLO");
			assertThat(service.refused(DatagramRefusal.ACCESS)).isEqualTo(3);
			ListenerCounts counts = service.counts();
			assertThat(service.refused(DatagramRefusal.RATE)).isBetween(40L, 45L);
			assertThat(counts.sum(TrafficCounters::requests)).isEqualTo(51 - service.refused(DatagramRefusal.RATE));
		}
	}

}
