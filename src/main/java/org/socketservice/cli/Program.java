package org.socketservice.cli;

import java.util.Arrays;

import org.socketservice.cli.launch.ReadinessCheck;

/**
 * What the runnable jar does, told by its first argument. Each way loads only what it
 * needs: {@code check} neither picocli nor Spring nor Netty, {@code send} neither Spring
 * nor Netty.
 */
public final class Program {

	private Program() {
	}

	/**
	 * Run a command, or the service if the arguments are none or Spring's. Ends the
	 * virtual machine unless the service runs.
	 * @param application the Spring Boot application
	 * @param args of the command line
	 */
	public static void run(Class<?> application, String... args) {
		if (ReadinessCheck.isMeant(args)) {
			ReadinessCheck.exit(args);
		}
		else if (Commands.isMeant(args)) {
			System.exit(Commands.execute(Terminal.standard(), args));
		}
		else {
			boolean named = args.length > 0 && args[0].equals(Commands.SERVE);
			Service.start(application, named ? Arrays.copyOfRange(args, 1, args.length) : args);
		}
	}

}
