package org.socketservice.testing;

import java.util.concurrent.CountDownLatch;

import org.socketservice.service.MessageService;
import org.socketservice.service.UppercaseService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The library with the listener {@code local} on a Unix stream socket, and a peer that is
 * not ours to ask it.
 */
public final class UnixService {

	private static final String EXCHANGE = """
			path, size = sys.argv[1], int(sys.argv[2])
			s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
			s.connect(path.replace("@", "\\0"))
			request = b"m" * size + b"\\n"
			s.sendall(request)
			reply = b""
			while len(reply) < len(request):
			    more = s.recv(65536)
			    assert more, reply
			    reply += more
			assert reply == request.upper(), reply
			s.shutdown(socket.SHUT_WR)
			assert s.recv(1) == b""
			print("fine")
			""";

	private UnixService() {
	}

	/**
	 * Prepare a start.
	 * @param path of the socket file, or an abstract name
	 * @param properties of the listener
	 * @return what else there is to say
	 */
	public static RunningService.Builder at(Object path, String... properties) {
		return listener(path).listener("local", properties).bean(MessageService.class, new UppercaseService());
	}

	/**
	 * Prepare a start of a service that does not answer yet.
	 * @param path of the socket file
	 * @param latch what it waits for
	 * @return what else there is to say
	 */
	public static RunningService.Builder blocked(Object path, CountDownLatch latch) {
		return listener(path).bean(MessageService.class, (request) -> {
			latch.await();
			return request;
		});
	}

	private static RunningService.Builder listener(Object path) {
		return RunningService.bare().listener("local", "transport=unix", "path=" + path);
	}

	/**
	 * See that a request is answered and the connection ends in order.
	 * @param path of the socket file, or an abstract name
	 * @param size bytes of the request
	 */
	public static void assertServed(Object path, int size) {
		assertThat(Program.python(EXCHANGE, path, size)).isEqualTo("fine");
	}

}
