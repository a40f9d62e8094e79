package org.socketservice.listener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.testing.Program;
import org.socketservice.testing.UdpService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Exchanges of a udp listener with peers that are not ours.
 */
@Timeout(120)
class UdpTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1,65507", "::1,65527" })
	void shouldAnswerTheSmallestAndTheLargestDatagram(String host, int largest) {
		try (UdpService service = UdpService.start()) {
			String answers = Program.python("""
					info = socket.getaddrinfo(sys.argv[1], int(sys.argv[2]), type=socket.SOCK_DGRAM)[0]
					s = socket.socket(info[0], socket.SOCK_DGRAM)
					s.settimeout(20)
					s.connect(info[4])
					for size in 0, 1, 32, 1472, 1473, int(sys.argv[3]):
					    s.send(b'x' * size)
					    reply = s.recv(70000)
					    print(len(reply), reply == b'X' * size)
					""", host, service.port(), largest);
			assertThat(answers).isEqualTo("0 True\n1 True\n32 True\n1472 True\n1473 True\n%d True".formatted(largest));
			service.assertReplied(6);
			assertThat(service.counts().sum(TrafficCounters::bytesSent)).isEqualTo(2978 + largest);
		}
	}

	@Test
	void shouldAnswerEveryDayTools() {
		try (UdpService service = UdpService.start()) {
			String port = String.valueOf(service.port());
			assertThat(Program.run("hello", "nc", "-u", "-w", "2", "127.0.0.1", port)).isEqualTo("HELLO");
			assertThat(Program.run("hello", "socat", "-t", "2", "-", "UDP:127.0.0.1:" + port)).isEqualTo("HELLO");
			assertThat(Program.run("hello", "socat", "-t", "2", "-", "UDP6:[::1]:" + port)).isEqualTo("HELLO");
			service.assertReplied(3);
		}
	}

	@Test
	void shouldAnswerManyClientsAtOnce() {
		try (UdpService service = UdpService.start("receive-buffer=4MB")) {
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
					""", service.port())).isEqualTo("[]");
			service.assertReplied(2000);
		}
	}

	@Test
	void shouldSurviveClientsThatAreGoneBeforeTheReply() {
		try (UdpService service = UdpService.start()) {
			Program.python("""
					for i in range(100):
					    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					    s.sendto(b'gone', ('127.0.0.1', int(sys.argv[1])))
					    s.close()
					""", service.port());
			assertThat(service.ask("127.0.0.1", "still here")).isEqualTo("STILL HERE");
			service.assertReplied(101);
		}
	}

}
