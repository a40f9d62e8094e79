package org.socketservice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.socketservice.cli.launch.ReadinessCheck;
import org.socketservice.cli.launch.ServiceFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/**
 * The commands of the runnable jar and their help.
 */
@Command(name = "socket-service", mixinStandardHelpOptions = true, versionProvider = Commands.Version.class,
		subcommandsRepeatable = false, synopsisSubcommandLabel = "[COMMAND]",
		description = "Serves sockets, and talks to socket servers.", sortOptions = false,
		footer = { "", "Without a command it serves, with --name=value for each setting.",
				"socket-service COMMAND --help tells more." })
final class Commands {

	static final String SERVE = "serve";

	private static final List<String> NAMES = List.of(SERVE, "send", "bench", "check");

	private static final List<String> HELP = List.of("--help", "-h", "--version", "-V");

	/**
	 * Whether a command line is for picocli and not for Spring, which would pass over in
	 * silence what is no {@code --name} ({@code -port=7000}, {@code -Dname=value}).
	 * @param args of the command line
	 * @return {@code false} without arguments, with those of Spring ({@code --name}), and
	 * for {@code serve}
	 */
	static boolean isMeant(String... args) {
		if (args.length == 0) {
			return false;
		}
		if (args[0].equals(SERVE)) {
			return args.length > 1 && HELP.contains(args[1]);
		}
		return HELP.contains(args[0]) || !args[0].startsWith("--");
	}

	/**
	 * Run a command.
	 * @param terminal its input and output
	 * @param args of the command line
	 * @return the exit status
	 */
	static int execute(Terminal terminal, String... args) {
		CommandLine line = new CommandLine(new Commands());
		PrintWriter out = new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8);
		Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
		commands.put(SERVE, ServeCommand::new);
		commands.put("send", () -> new SendCommand(terminal));
		commands.put("bench", BenchCommand::new);
		commands.put("check", () -> new CheckCommand(out));
		commands.forEach((name, command) -> {
			// the others' options need not be read
			if (name.equals(args[0]) || !NAMES.contains(args[0])) {
				line.addSubcommand(name, command.get());
			}
		});
		line.setOut(out);
		line.setErr(terminal.err());
		line.setUsageHelpAutoWidth(false);
		line.setExpandAtFiles(false); // @name is an abstract name, or a message
		return line.execute(args);
	}

	/**
	 * Tells the version the build wrote down.
	 */
	static final class Version implements IVersionProvider {

		@Override
		public String[] getVersion() throws IOException {
			Properties build = new Properties();
			try (InputStream in = Commands.class.getResourceAsStream("/META-INF/build-info.properties")) {
				if (in != null) {
					build.load(in);
				}
			}
			return new String[] { "socket-service " + build.getProperty("build.version", "(unknown version)") };
		}

	}

	/**
	 * Describes {@code serve}, which {@link Program} runs without picocli.
	 */
	@Command(name = SERVE, mixinStandardHelpOptions = true, versionProvider = Version.class,
			description = "Starts the service.", customSynopsis = "socket-service [serve] [ARGUMENT...]",
			footer = { "", "Arguments are those of a Spring Boot application, such as",
					"  --socket.listeners.tcp.port=9998    to listen on another port",
					"  --spring.config.location=FILE       to take all settings from a file" })
	static final class ServeCommand {

	}

	/**
	 * {@code check --transports}, and the description of {@code check}, which
	 * {@link Program} runs without picocli.
	 */
	@Command(name = "check", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
			description = "Tells by its exit status whether the running service is ready.",
			exitCodeListHeading = "%nExit status:%n", exitCodeList = { "0:ready",
					"1:not ready, or no answer: one line on standard error says why", "2:called wrongly" })
	static final class CheckCommand implements Callable<Integer> {

		@Option(names = "--url", paramLabel = "URL",
				description = "Where to ask; by default the service tells by a file in the temporary directory.")
		private @Nullable String url;

		@Option(names = "--transports",
				description = "Tell instead which transports this machine can serve, and why not the others.")
		private boolean transports;

		private final PrintWriter out;

		CheckCommand(PrintWriter out) {
			this.out = out;
		}

		@Override
		public Integer call() {
			if (this.transports) {
				TransportTable.print(this.out);
				return 0;
			}
			List<String> options = (this.url != null) ? List.of("--url", this.url) : List.of();
			return ReadinessCheck.run(options, ServiceFile.ofThisUser(), System.err);
		}

	}

}
