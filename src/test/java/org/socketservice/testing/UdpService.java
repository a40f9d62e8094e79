package org.socketservice.testing;

import java.util.ArrayList;
import java.util.List;

import org.socketservice.connection.DatagramRefusal;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.listener.Listener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The library with a listener for UDP, and a peer that is not ours to ask it.
 */
public final class UdpService implements AutoCloseable {

	private static final String LISTENER = "udp";

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

	private final RunningService service;

	private UdpService(RunningService service) {
		this.service = service;
	}

	/**
	 * Start on a free port.
	 * @param properties of the listener
	 * @return the service
	 */
	public static UdpService start(String... properties) {
		return start(RunningService.bare(), properties);
	}

	/**
	 * Start on a free port.
	 * @param builder what else there is
	 * @param properties of the listener
	 * @return the service
	 */
	public static UdpService start(RunningService.Builder builder, String... properties) {
		return new UdpService(
				builder.listener(LISTENER, "transport=udp", "port=0").listener(LISTENER, properties).start());
	}

	/**
	 * Send texts from one connected socket, each when the one before is answered.
	 * @param host where to
	 * @param port where to
	 * @param texts what to send
	 * @return the replies, one a line
	 */
	public static String ask(String host, int port, String... texts) {
		List<Object> arguments = new ArrayList<>(List.of(host, port));
		arguments.addAll(List.of(texts));
		return Program.python(ASK, arguments.toArray());
	}

	/**
	 * Ask this service.
	 * @param host where it is to be asked
	 * @param texts what to send
	 * @return the replies, one a line
	 */
	public String ask(String host, String... texts) {
		return ask(host, port(), texts);
	}

	public RunningService running() {
		return this.service;
	}

	public int port() {
		return this.service.port(LISTENER);
	}

	public Listener listener() {
		return this.service.listener(LISTENER);
	}

	public ListenerCounts counts() {
		return listener().counts();
	}

	public long refused(DatagramRefusal reason) {
		return counts().refusedDatagrams().count(reason);
	}

	/**
	 * Wait for replies, and see that there are no others and nothing else was asked.
	 * @param count how many
	 */
	public void assertReplied(int count) {
		ListenerCounts counts = counts();
		RunningService.await().until(() -> counts.requests(RequestOutcome.REPLIED) >= count);
		assertThat(counts.requests(RequestOutcome.REPLIED)).isEqualTo(count);
		assertThat(counts.sum(TrafficCounters::requests)).isEqualTo(count);
		assertThat(counts.requestsActive()).isZero();
	}

	@Override
	public void close() {
		this.service.close();
	}

}
