package org.socketservice.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.socketservice.client.SocketClientBuilder;
import org.socketservice.client.SocketClientException;
import org.socketservice.client.SocketConnection;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.framing.Framing;
import org.socketservice.transport.Errno;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Sends messages to a socket server and prints its replies, and nothing else, on standard
 * output.
 */
@Command(name = "send", mixinStandardHelpOptions = true, versionProvider = Commands.Version.class, sortOptions = false,
		description = "Sends messages and prints the replies.",
		footer = { "", "Without TEXT each line typed at the prompt, or each line of piped input, is a",
				"message. Only replies go to standard output, in the order of the messages." },
		exitCodeListHeading = "%nExit status:%n",
		exitCodeList = { "0:every message has been answered", "1:the server closed the connection, or sent no message",
				"2:called wrongly",
				"other:the number of the error (errno), such as 111 for ECONNREFUSED and 110 for ETIMEDOUT" })
final class SendCommand implements Callable<Integer> {

	private static final int FAILED = 1;

	private final Terminal terminal;

	@Spec
	private @Nullable CommandSpec spec;

	@Option(names = "--host", paramLabel = "NAME", description = "Name or address of the server (default: 127.0.0.1).")
	private @Nullable String host;

	@Option(names = { "-p", "--port" }, paramLabel = "PORT",
			description = "Its TCP port, or UDP port with --udp (default: 9999).")
	private @Nullable Integer port;

	@Mixin
	private TransportOptions transport = new TransportOptions();

	@Option(names = "--framing", paramLabel = "NAME", converter = FramingConverter.class,
			description = "How messages are told apart: line, crlf, nul, stx-etx, length-1, length-2, length-4 or "
					+ "unframed (default: line).")
	private Framing framing = Framing.LINE;

	@Option(names = { "-t", "--timeout" }, paramLabel = "SECONDS", converter = SecondsConverter.class,
			description = "How long to wait for each reply, such as 0.5; 0 for ever (default: 10).")
	private Duration timeout = Duration.ofSeconds(10);

	@Option(names = "--connect-timeout", paramLabel = "SECONDS", converter = SecondsConverter.class,
			description = "How long connecting may take; 0 leaves it to the kernel (default: 5).")
	private Duration connectTimeout = Duration.ofSeconds(5);

	@Option(names = "--max-message-size", paramLabel = "BYTES",
			description = "Longest reply accepted (default: 65536).")
	private int maxMessageSize = 65_536;

	@Option(names = { "-v", "--verbose" }, description = "Tell both ends of the connection on standard error.")
	private boolean verbose;

	@Mixin
	private TlsOptions tls = new TlsOptions();

	@Parameters(paramLabel = "TEXT", description = "The message: all words, with a space between them.")
	private String @Nullable [] text;

	SendCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		SocketClientBuilder client = client();
		if (!this.transport.transport().isConnected()) {
			return sendDatagrams();
		}
		try (SocketConnection connection = client.connect()) {
			if (this.verbose) {
				this.terminal.err().println("connected to " + connection);
			}
			talk(connection);
			return 0;
		}
		catch (SocketClientException ex) {
			return fail(ex.getMessage(), ex.errno());
		}
		catch (IOException ex) {
			return failStandard(ex);
		}
	}

	private int sendDatagrams() {
		try (SocketDatagrams socket = this.transport.openDatagrams(this.host, this.port)) {
			socket.replyTimeout(this.timeout);
			if (this.verbose) {
				this.terminal.err().println("sending to " + socket);
			}
			if (this.text != null) {
				this.terminal.out().write(line(socket.send(CommandWords.joined(this.text))));
				this.terminal.out().flush();
			}
			else {
				new Dialogue(socket::send, this.terminal).run();
			}
			return 0;
		}
		catch (SocketClientException ex) {
			return fail(ex.getMessage(), ex.errno());
		}
		catch (IOException ex) {
			return failStandard(ex);
		}
	}

	private int failStandard(IOException failure) {
		Errno errno = Errno.of(failure);
		return fail("standard input or output: "
				+ ((errno != null) ? errno.text() + " (" + errno + ")" : failure.getMessage()), errno);
	}

	private int fail(@Nullable String message, @Nullable Errno errno) {
		this.terminal.err().println(message);
		return (errno != null) ? errno.number() : FAILED;
	}

	private SocketClientBuilder client() {
		this.transport.check(this.host, this.port, this.tls.isWanted());
		if (this.maxMessageSize < 1) {
			throw new ParameterException(Objects.requireNonNull(this.spec).commandLine(),
					"--max-message-size must be at least 1, not " + this.maxMessageSize);
		}
		SocketClientBuilder client = this.transport.client(this.host, this.port);
		SSLContext tls = this.tls.context();
		if (tls != null) {
			client.tls(tls);
		}
		return client.framing(this.framing)
			.maxMessageSize(this.maxMessageSize)
			.connectTimeout(this.connectTimeout)
			.replyTimeout(this.timeout);
	}

	private void talk(SocketConnection connection) throws IOException {
		if (this.text != null) {
			OutputStream out = this.terminal.out();
			out.write(line(connection.send(CommandWords.joined(this.text))));
			out.flush();
		}
		else if (this.terminal.interactive() || this.framing == Framing.UNFRAMED) {
			// unframed messages sent in a row would arrive as one
			new Dialogue(connection::send, this.terminal).run();
		}
		else {
			new Pipeline(connection, this.terminal, this.timeout).run();
		}
	}

	static byte[] line(byte[] reply) {
		byte[] line = Arrays.copyOf(reply, reply.length + 1);
		line[reply.length] = '\n';
		return line;
	}

	/**
	 * Reads seconds with fractions.
	 */
	static final class SecondsConverter implements ITypeConverter<Duration> {

		@Override
		public Duration convert(String value) {
			try {
				double seconds = Double.parseDouble(value);
				if (seconds >= 0 && seconds <= Integer.MAX_VALUE / 1000.0) {
					return Duration.ofNanos((long) Math.ceil(seconds * 1e9));
				}
			}
			catch (NumberFormatException ex) {
				// said below
			}
			throw new TypeConversionException("'" + value + "' is not a number of seconds such as 10 or 0.5");
		}

	}

	/**
	 * Reads the names of framings as they are in properties.
	 */
	static final class FramingConverter implements ITypeConverter<Framing> {

		@Override
		public Framing convert(String value) {
			for (Framing framing : Framing.values()) {
				if (name(framing).equals(value)) {
					return framing;
				}
			}
			throw new TypeConversionException("'" + value + "' is none of "
					+ String.join(", ", Arrays.stream(Framing.values()).map(FramingConverter::name).toList()));
		}

		private static String name(Framing framing) {
			return framing.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
