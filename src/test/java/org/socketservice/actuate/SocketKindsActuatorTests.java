package org.socketservice.actuate;

import java.nio.file.Path;
import java.util.Objects;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socketservice.actuate.ListenersEndpoint.ListenerDescriptor;
import org.socketservice.listener.Listener;
import org.socketservice.listener.Listeners;
import org.socketservice.testing.Program;
import org.socketservice.testing.RawSockets;
import org.socketservice.testing.RunningService;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sockets of every kind: operators see the same of each.
 */
@Timeout(60)
class SocketKindsActuatorTests {

	/** Connects and asks thrice. */
	private static final String ASK = """
			kind, where, mine = sys.argv[1:]
			if kind == 'tcp' or kind == 'udp':
			    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind == 'tcp' else socket.SOCK_DGRAM)
			    s.connect(('127.0.0.1', int(where)))
			elif kind == 'raw':
			    s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 253)
			    s.connect(('127.0.0.1', 0))
			else:
			    s = socket.socket(socket.AF_UNIX, {'unix': socket.SOCK_STREAM, 'unix-datagram': socket.SOCK_DGRAM,
			                                       'unix-seqpacket': socket.SOCK_SEQPACKET}[kind])
			    if kind == 'unix-datagram':
			        s.bind(mine)
			    s.connect(where)
			s.settimeout(20)
			end = b'\\n' if kind == 'tcp' or kind == 'unix' else b''
			for text in b'one', b'two', b'three':
			    s.send((b'\\0' if kind == 'raw' else b'') + text + end)
			    reply = s.recv(100)
			    while kind == 'raw' and reply[20:21] != b'\\1':
			        reply = s.recv(100)
			    print(reply[21 if kind == 'raw' else 0:].decode().strip())
			""";

	@TempDir
	Path directory;

	@ParameterizedTest
	@CsvSource({ "tcp,port=0", "udp,port=0", "unix,path", "unix-datagram,path", "unix-seqpacket,path",
			"raw,protocol=253" })
	void shouldShowTheSameOfEachKind(String kind, String property) {
		if (kind.equals("raw")) {
			RawSockets.assumeAllowed();
		}
		String path = this.directory.resolve("server").toString();
		try (RunningService service = RunningService.bare()
			.listener("one", "transport=" + kind, property.equals("path") ? "path=" + path : property)
			.start()) {
			MeterRegistry registry = new SimpleMeterRegistry();
			new ListenerMeters(service.bean(Listeners.class)).bindTo(registry);
			String where = property.equals("port=0") ? "" + service.port("one") : path;
			assertThat(Program.python(ASK, kind, where, this.directory.resolve("client"))).isEqualTo("ONE\nTWO\nTHREE");
			Listener listener = service.listener("one");
			RunningService.await().until(() -> listener.counts().snapshot().active() == 0);
			RunningService.await().until(() -> replied(registry, kind) == 3);
			Health health = new ListenerHealthIndicator(listener).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("transport", kind).containsKey("address");
			ListenerDescriptor descriptor = Objects
				.requireNonNull(new ListenersEndpoint(service.bean(Listeners.class)).listener("one"));
			assertThat(descriptor.requests().outcomes()).containsEntry("replied", 3L);
			boolean stream = listener.hasConnections();
			assertThat(descriptor.connections() != null).isEqualTo(stream);
			assertThat(descriptor.datagrams() != null).isEqualTo(!stream);
			assertThat(registry.find("socket.server.connections.accepted").functionCounters()).hasSize(stream ? 1 : 0);
			assertThat(
					registry.get("socket.server.listening").tags("listener", "one", "transport", kind).gauge().value())
				.isOne();
		}
	}

	private static double replied(MeterRegistry registry, String kind) {
		return registry.get("socket.server.requests")
			.tags("listener", "one", "transport", kind, "outcome", "replied")
			.functionCounter()
			.count();
	}

}
