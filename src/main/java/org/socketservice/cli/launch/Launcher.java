package org.socketservice.cli.launch;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The main class of the runnable jar: answers {@code check} itself, because a health
 * check runs every few seconds, starts {@code send} with no more classes than it needs,
 * and leaves all else to Spring Boot's launcher.
 */
public final class Launcher {

	private static final String BOOT_LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";

	/** Short options may stand together: {@code -vk}. */
	private static final Pattern TLS = Pattern.compile("--(tls|cacert|cert|key|insecure)|-[a-zA-Z]*k");

	private static final String APPLICATION = "org.socketservice.SocketServiceApplication";

	private Launcher() {
	}

	/**
	 * Run the check or launch the program.
	 * @param args of the command line
	 * @throws Throwable whatever the program throws
	 */
	public static void main(String[] args) throws Throwable {
		if (ReadinessCheck.isMeant(args)) {
			ReadinessCheck.exit(args);
		}
		Class<?> program = isPlainSend(args) ? nested().loadClass(APPLICATION) : Class.forName(BOOT_LAUNCHER);
		try {
			program.getMethod("main", String[].class).invoke(null, (Object) args);
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	/**
	 * Whether a command line is one of {@code send} that needs few classes; Spring Boot
	 * reads certificates. A message that looks like an option costs some time.
	 * @param args of the command line
	 * @return {@code false} with options for TLS
	 */
	static boolean isPlainSend(String... args) {
		return args.length > 0 && args[0].equals("send")
				&& Stream.of(args).noneMatch((arg) -> TLS.matcher(arg).lookingAt());
	}

	/** With {@code -jar} the jar is all of the class path. */
	private static ClassLoader nested() throws IOException {
		JarFile jar = new JarFile(System.getProperty("java.class.path"));
		ClassLoader loader = new NestedClasses(jar, Launcher.class.getClassLoader());
		Thread.currentThread().setContextClassLoader(loader);
		return loader;
	}

}
