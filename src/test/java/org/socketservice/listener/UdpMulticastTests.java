package org.socketservice.listener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;
import org.socketservice.testing.UdpService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Multicast groups that udp listeners join.
 */
@Timeout(120)
class UdpMulticastTests {

	@Test
	void shouldJoinMulticastGroups() {
		try (UdpService service = UdpService.start("multicast-groups=239.1.2.3")) {
			assertThat(Program.python("""
					s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))
					s.sendto(b'group', ('239.1.2.3', int(sys.argv[1])))
					print(s.recv(100).decode())
					""", service.port())).isEqualTo("GROUP");
		}
	}

	@Test
	void shouldJoinSeveralMulticastGroupsOfBothFamilies() {
		try (UdpService service = UdpService.start("multicast-groups=239.1.2.5,239.1.2.6,ff02::1:9999")) {
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
					""", service.port());
			assertThat(answers).isEqualTo("239.1.2.5\n239.1.2.6\nTrue");
			RunningService.await().until(() -> service.counts().requestsActive() == 0);
		}
	}

	@Test
	void shouldJoinMulticastGroupsOnTheInterfaceOfItsAddress() {
		try (UdpService service = UdpService.start("address=127.0.0.1", "multicast-groups=239.1.2.4")) {
			assertThat(Program.python("""
					s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))
					s.sendto(b'group', ('239.1.2.4', int(sys.argv[1])))
					reply, sender = s.recvfrom(100)
					print(reply.decode(), sender[0], sender[1] == int(sys.argv[1]))
					""", service.port())).isEqualTo("GROUP 127.0.0.1 True");
		}
	}

	@Test
	void shouldNotStartWithoutAGroupItWasToJoin() {
		// a group of the other family than the address
		assertThatException()
			.isThrownBy(() -> UdpService.start("address=127.0.0.1", "multicast-groups=ff02::1:9999").close())
			.withStackTraceContaining("no interface can join the multicast group ff02:0:0:0:0:0:1:9999");
	}

}
