package org.socketservice.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.TlsContext;
import org.socketservice.transport.Transport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * Loads one listener of an upper-casing service with {@code line} framing and says how
 * fast it answered. Each reply is checked byte for byte. Ends with status 0 when all were
 * right, 1 when not, with the error number when it could not connect (111: connection
 * refused) and 2 when called wrongly.
 */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
		description = "Loads one listener, checks every reply, and reports rate and latency. A datagram without a "
				+ "reply is counted as unanswered after a second.",
		exitCodeListHeading = "%nExit status:%n",
		exitCodeList = { "0:every reply was right", "1:not every one", "2:called wrongly",
				"other:the number of the error (errno) when it could not connect, such as 111 for ECONNREFUSED" })
public final class BenchCommand implements Callable<Integer> {

	private static final int MAX_PIPELINE = 65536;

	private static final int MAX_SIZE = 1024 * 1024;

	/** 65535 bytes of an IPv4 packet less its header and that of UDP. */
	private static final int MAX_UDP = 65_507;

	/** The same less its header and the byte that tells requests. */
	private static final int MAX_RAW = 65_514;

	/** TIPC_MAX_USER_MSG_SIZE in linux/tipc.h. */
	private static final int MAX_RDM = 66_000;

	private static final long MAX_RATE = 100_000_000;

	@Spec
	private @Nullable CommandSpec spec;

	@Option(names = "--host", paramLabel = "NAME", description = "Where the service is (default: 127.0.0.1).")
	private @Nullable String host;

	@Option(names = "--port", paramLabel = "PORT",
			description = "Its TCP port, or UDP port with --udp (default: 9999).")
	private @Nullable Integer port;

	@Mixin
	private TransportOptions transport = new TransportOptions();

	@Mixin
	private TlsOptions tls = new TlsOptions();

	@Option(names = { "-c", "--connections" }, paramLabel = "N",
			description = "Connections, or sockets where there are none (default: 64; 1 with --raw, whose sockets "
					+ "hear the replies to all of them).")
	private @Nullable Integer connections;

	@Option(names = { "-p", "--pipeline" }, paramLabel = "N", defaultValue = "1",
			description = "Requests in flight per connection (default: ${DEFAULT-VALUE}).")
	private int pipeline = 1;

	@Option(names = { "-s", "--size" }, paramLabel = "SIZE", defaultValue = "32", converter = SizeConverter.class,
			description = "Bytes per message with its line feed, such as 32 or 4KB (default: ${DEFAULT-VALUE}).")
	private DataSize size = DataSize.ofBytes(32);

	@Option(names = { "-r", "--rate" }, paramLabel = "N",
			description = "Messages per second over all connections; latency then counts from when a message should "
					+ "have been sent. Without it every reply is followed by the next request.")
	private @Nullable Long rate;

	@Option(names = { "-d", "--duration" }, paramLabel = "TIME", defaultValue = "10s",
			converter = DurationConverter.class,
			description = "How long to measure, such as 10s or 2m (default: ${DEFAULT-VALUE}).")
	private Duration duration = Duration.ofSeconds(10);

	@Option(names = { "-w", "--warmup" }, paramLabel = "TIME", defaultValue = "2s", converter = DurationConverter.class,
			description = "Load before that, which does not count (default: ${DEFAULT-VALUE}).")
	private Duration warmup = Duration.ofSeconds(2);

	@Option(names = { "-t", "--threads" }, paramLabel = "N", defaultValue = "1",
			description = "Threads that share the connections (default: ${DEFAULT-VALUE}).")
	private int threads = 1;

	@Option(names = "--server-pid", paramLabel = "PID",
			description = "Process of the service on this machine: its CPU time per message and memory are reported.")
	private @Nullable Long serverPid;

	@Option(names = "--json", description = "Report one JSON object.")
	private boolean json;

	@Option(names = { "-q", "--quiet" }, description = "No progress on standard error.")
	private boolean quiet;

	@Override
	public Integer call() throws IOException, InterruptedException {
		CommandSpec spec = spec();
		LoadPlan plan = plan();
		PrintWriter err = spec.commandLine().getErr();
		LoadRun run = new LoadRun(plan, new ProgressLine(err, ProgressLine.isTerminal(), this.quiet));
		CountDownLatch reported = new CountDownLatch(1);
		Thread hook = Thread.ofPlatform().name("bench-stop").unstarted(() -> stop(run, reported));
		Runtime.getRuntime().addShutdownHook(hook);
		try {
			LoadResult result = run.run();
			report(new LoadReport(result), spec.commandLine().getOut());
			return (result.faults().errors() > 0) ? 1 : 0;
		}
		catch (ConnectFailedException ex) {
			err.println(ex.getMessage());
			err.flush();
			return ex.exitStatus();
		}
		finally {
			reported.countDown();
			remove(hook);
		}
	}

	private void report(LoadReport report, PrintWriter out) {
		if (this.json) {
			out.println(report.json());
		}
		else {
			out.print(report.text());
		}
		out.flush();
	}

	// Runs while the virtual machine ends, which waits for it: the result so far still
	// gets printed.
	private static void stop(LoadRun run, CountDownLatch reported) {
		run.stop();
		try {
			reported.await(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void remove(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// The virtual machine is ending: the hook is running.
		}
	}

	private LoadPlan plan() {
		this.transport.check(this.host, this.port, this.tls.isWanted());
		String with = this.transport.text().isEmpty() ? "" : " with " + this.transport.text();
		int connections = connections();
		check("--connections", connections, 1, 1_000_000);
		check("--pipeline", this.pipeline, 1, MAX_PIPELINE);
		check("--size" + with, this.size.toBytes(), LoadMessage.MIN_SIZE, maxSize());
		check("--threads", this.threads, 1, connections);
		if (this.rate != null) {
			check("--rate", this.rate, 1, MAX_RATE);
		}
		if (!this.duration.isPositive()) {
			throw fault("--duration must be more than 0, such as 10s");
		}
		if (this.serverPid != null && !Files.exists(Path.of("/proc", this.serverPid.toString(), "stat"))) {
			throw fault("--server-pid: no process " + this.serverPid + " on this machine");
		}
		SSLContext tls = this.tls.context();
		Target target = this.transport.target(this.host, this.port, (tls != null) ? TlsContext.client(tls) : null);
		return new LoadPlan(target, connections, this.pipeline, (int) this.size.toBytes(),
				(this.rate != null) ? this.rate : 0, this.warmup, this.duration, this.threads,
				(this.serverPid != null) ? this.serverPid : 0);
	}

	private int connections() {
		boolean raw = this.transport.transport() == Transport.RAW;
		if (raw && this.connections != null && this.connections > 1) {
			throw fault("--connections " + this.connections + " goes without " + this.transport.text()
					+ ": every raw socket hears the replies to all of them; --pipeline has one keep more in flight");
		}
		return Objects.requireNonNullElse(this.connections, raw ? 1 : 64);
	}

	private int maxSize() {
		return switch (this.transport.transport()) {
			case UDP -> MAX_UDP;
			case RAW -> MAX_RAW;
			case RDM -> MAX_RDM;
			case TCP, UNIX, UNIX_DATAGRAM, UNIX_SEQPACKET -> MAX_SIZE;
		};
	}

	private void check(String option, long value, long least, long most) {
		if (value < least || value > most) {
			throw fault(option + " must be from " + least + " to " + most + ", not " + value);
		}
	}

	private ParameterException fault(String message) {
		return new ParameterException(spec().commandLine(), message);
	}

	private CommandSpec spec() {
		if (this.spec == null) {
			throw new IllegalStateException("To be called by picocli");
		}
		return this.spec;
	}

	/**
	 * Reads times as Spring Boot properties are written; a bare number means seconds.
	 */
	static final class DurationConverter implements ITypeConverter<Duration> {

		/** Nanoseconds of a few of them can be added. */
		private static final Duration LONGEST = Duration.ofDays(30);

		@Override
		public Duration convert(String value) {
			Duration duration = parse(value);
			if (duration == null || duration.isNegative()) {
				throw new TypeConversionException("'" + value + "' is not a time such as 10s, 500ms or 2m");
			}
			if (duration.compareTo(LONGEST) > 0) {
				throw new TypeConversionException("'" + value + "' is longer than 30d");
			}
			return duration;
		}

		private static @Nullable Duration parse(String value) {
			try {
				return DurationStyle.detectAndParse(value, ChronoUnit.SECONDS);
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}

	}

	/**
	 * Reads sizes as Spring Boot properties are written; a bare number means bytes.
	 */
	static final class SizeConverter implements ITypeConverter<DataSize> {

		@Override
		public DataSize convert(String value) {
			try {
				return DataSize.parse(value);
			}
			catch (IllegalArgumentException ex) {
				throw new TypeConversionException("'" + value + "' is not a size such as 32 or 4KB");
			}
		}

	}

}
