package org.socketservice.cli;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.socketservice.client.SocketDatagrams;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * Options that have {@code send} send datagrams. Each message waits for its reply: one
 * that got lost would make others be taken for it.
 */
final class DatagramOptions {

	private static final Pattern TIPC = Pattern.compile("([0-9]{1,10}):([0-9]{1,10})");

	@Spec(Target.MIXEE)
	private @Nullable CommandSpec spec;

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

	boolean areChosen() {
		if (this.protocol != null && this.raw == null) {
			throw fault("--protocol goes with --raw");
		}
		return this.udp || this.unixDatagram != null || this.raw != null || this.rdm != null;
	}

	/**
	 * What was chosen.
	 * @return the option's name
	 */
	String chosen() {
		if (this.udp) {
			return "--udp";
		}
		if (this.unixDatagram != null) {
			return "--unix-datagram";
		}
		return (this.raw != null) ? "--raw" : "--rdm";
	}

	SocketDatagrams open(String host, int port) {
		int count = (this.udp ? 1 : 0) + ((this.unixDatagram != null) ? 1 : 0) + ((this.raw != null) ? 1 : 0)
				+ ((this.rdm != null) ? 1 : 0);
		if (count > 1) {
			throw fault("only one of --udp, --unix-datagram, --raw and --rdm");
		}
		if (this.udp) {
			return SocketDatagrams.udp(host, port);
		}
		if (this.unixDatagram != null) {
			return SocketDatagrams.unix(this.unixDatagram);
		}
		if (this.raw != null) {
			int protocol = Objects.requireNonNullElse(this.protocol, 253);
			if (protocol < 1 || protocol > 254) {
				throw fault("--protocol must be from 1 to 254, not " + protocol);
			}
			return SocketDatagrams.raw(this.raw, protocol);
		}
		return openRdm(Objects.requireNonNull(this.rdm));
	}

	private SocketDatagrams openRdm(String name) {
		Matcher matcher = TIPC.matcher(name);
		if (!matcher.matches()) {
			throw fault("--rdm takes TYPE:INSTANCE, such as 18888:17, not " + name);
		}
		return SocketDatagrams.rdm(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
	}

	private ParameterException fault(String message) {
		return new ParameterException(Objects.requireNonNull(this.spec).commandLine(), message);
	}

}
