package org.socketservice.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.socketservice.client.SocketClientBuilder;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.transport.TlsContext;
import org.socketservice.transport.Transport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options that say where a server is when it is not at a TCP port. {@code send} and
 * {@code bench} have the same.
 */
final class TransportOptions {

	private static final String DEFAULT_HOST = "127.0.0.1";

	private static final int DEFAULT_PORT = 9999;

	private static final int DEFAULT_PROTOCOL = 253;

	private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

	private static final Pattern TIPC = Pattern.compile("([0-9]{1,10}):([0-9]{1,10})");

	@Spec(Spec.Target.MIXEE)
	private @Nullable CommandSpec spec;

	@Option(names = "--unix", paramLabel = "PATH",
			description = "Its Unix socket file or @name, instead of host and port.")
	private @Nullable String unix;

	@Option(names = "--seqpacket", paramLabel = "PATH",
			description = "The same, of a seqpacket socket: each message is a record.")
	private @Nullable String seqpacket;

	@Option(names = "--udp", description = "Send UDP datagrams to host and port.")
	private boolean udp;

	@Option(names = "--unix-datagram", paramLabel = "PATH",
			description = "Its Unix datagram socket, a file or @name; ours gets a name from the kernel.")
	private @Nullable String unixDatagram;

	@Option(names = "--raw", paramLabel = "HOST", description = "Send raw IP packets (needs CAP_NET_RAW).")
	private @Nullable String raw;

	@Option(names = "--protocol", paramLabel = "NUMBER",
			description = "IP protocol number of raw packets (default: 253).")
	private @Nullable Integer protocol;

	@Option(names = "--rdm", paramLabel = "TYPE:INSTANCE", description = "Send to a TIPC service.")
	private @Nullable String rdm;

	/**
	 * What carries the messages.
	 * @return TCP unless an option says otherwise
	 */
	Transport transport() {
		Map<Transport, String> chosen = chosen();
		if (chosen.size() > 1) {
			throw fault("only one of --unix, --seqpacket, --udp, --unix-datagram, --raw and --rdm, not "
					+ String.join(" and ", chosen.values()));
		}
		return chosen.isEmpty() ? Transport.TCP : chosen.keySet().iterator().next();
	}

	/** By transport the option as it was written. */
	private Map<Transport, String> chosen() {
		Map<Transport, String> chosen = new LinkedHashMap<>();
		put(chosen, Transport.UNIX, "--unix", this.unix);
		put(chosen, Transport.UNIX_SEQPACKET, "--seqpacket", this.seqpacket);
		if (this.udp) {
			chosen.put(Transport.UDP, "--udp");
		}
		put(chosen, Transport.UNIX_DATAGRAM, "--unix-datagram", this.unixDatagram);
		put(chosen, Transport.RAW, "--raw", this.raw);
		put(chosen, Transport.RDM, "--rdm", this.rdm);
		return chosen;
	}

	private static void put(Map<Transport, String> chosen, Transport transport, String option, @Nullable String value) {
		if (value != null) {
			chosen.put(transport, option + " " + value);
		}
	}

	/**
	 * What was written.
	 * @return such as {@code --seqpacket /run/app.sock}, empty for TCP
	 */
	String text() {
		return String.join(" ", chosen().values());
	}

	/**
	 * Refuse what contradicts itself.
	 * @param host of TCP and UDP servers, if written
	 * @param port of TCP and UDP servers, if written
	 * @param tls whether TLS is wanted
	 */
	void check(@Nullable String host, @Nullable Integer port, boolean tls) {
		Transport transport = transport();
		if (this.protocol != null && this.raw == null) {
			throw fault("--protocol " + this.protocol + " goes with --raw HOST");
		}
		checkRange("--protocol", protocol(), 1, 254);
		checkRange("--port", port(port), 1, 65_535);
		if (!transport.hasPorts() && (host != null || port != null)) {
			throw fault(text() + " goes without --host and --port, which are for TCP and UDP: leave them out");
		}
		if (transport != Transport.TCP && tls) {
			throw fault(
					text() + " goes without TLS, which is for TCP: leave out --tls, --cacert, --cert, --key and -k");
		}
		if (this.rdm != null) {
			tipc(1);
			tipc(2);
		}
	}

	private void checkRange(String option, long value, long least, long most) {
		if (value < least || value > most) {
			throw fault(option + " must be from " + least + " to " + most + ", not " + value);
		}
	}

	private int protocol() {
		return Objects.requireNonNullElse(this.protocol, DEFAULT_PROTOCOL);
	}

	private static String host(@Nullable String host) {
		return Objects.requireNonNullElse(host, DEFAULT_HOST);
	}

	private static int port(@Nullable Integer port) {
		return Objects.requireNonNullElse(port, DEFAULT_PORT);
	}

	/** A part of the name of a TIPC service. */
	private long tipc(int part) {
		Matcher matcher = TIPC.matcher(required(this.rdm));
		long number = matcher.matches() ? Long.parseLong(matcher.group(part)) : -1;
		if (number < 0 || number > UNSIGNED_INT) {
			throw fault("--rdm takes TYPE:INSTANCE, two numbers up to " + UNSIGNED_INT + " such as 18888:17, not "
					+ this.rdm);
		}
		return number;
	}

	private static String required(@Nullable String value) {
		return Objects.requireNonNull(value, "not chosen");
	}

	/**
	 * A socket that sends datagrams there.
	 * @param host of UDP servers, if written
	 * @param port of UDP servers, if written
	 * @return to be closed by the caller
	 */
	SocketDatagrams openDatagrams(@Nullable String host, @Nullable Integer port) {
		Transport transport = transport();
		return switch (transport) {
			case UDP -> SocketDatagrams.udp(host(host), port(port));
			case UNIX_DATAGRAM -> SocketDatagrams.unix(required(this.unixDatagram));
			case RAW -> SocketDatagrams.raw(required(this.raw), protocol());
			case RDM -> SocketDatagrams.rdm(tipc(1), tipc(2));
			case TCP, UNIX, UNIX_SEQPACKET -> throw new IllegalStateException(transport + " has no datagrams");
		};
	}

	/**
	 * A client that connects there.
	 * @param host of TCP servers, if written
	 * @param port of TCP servers, if written
	 * @return to be told the rest
	 */
	SocketClientBuilder client(@Nullable String host, @Nullable Integer port) {
		SocketClientBuilder client = new SocketClientBuilder();
		if (this.seqpacket != null) {
			return client.seqpacket(this.seqpacket);
		}
		return client.path(this.unix).address(host(host), port(port));
	}

	/**
	 * A load that goes there.
	 * @param host of TCP and UDP servers, if written
	 * @param port of TCP and UDP servers, if written
	 * @param tls for encryption, {@code null} for none
	 * @return the target
	 */
	Target target(@Nullable String host, @Nullable Integer port, @Nullable TlsContext tls) {
		return switch (transport()) {
			case TCP -> Target.tcp(host(host), port(port), tls);
			case UDP -> Target.udp(host(host), port(port));
			case UNIX -> Target.unix(required(this.unix));
			case UNIX_SEQPACKET -> Target.seqpacket(required(this.seqpacket));
			case UNIX_DATAGRAM -> Target.unixDatagram(required(this.unixDatagram));
			case RAW -> Target.raw(required(this.raw), protocol());
			case RDM -> Target.rdm(tipc(1), tipc(2));
		};
	}

	private ParameterException fault(String message) {
		return new ParameterException(Objects.requireNonNull(this.spec).commandLine(), message);
	}

}
