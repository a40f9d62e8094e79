package org.socketservice.cli.launch;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.jar.JarFile;

/**
 * The main class of the runnable jar: answers {@code check} itself, because a health
 * check runs every few seconds, starts {@code send} with no more classes than it needs,
 * and leaves all else to Spring Boot's launcher.
 */
public final class Launcher {

	private static final String BOOT_LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";

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
		boolean send = args.length > 0 && args[0].equals("send");
		Class<?> program = send ? nested().loadClass(APPLICATION) : Class.forName(BOOT_LAUNCHER);
		try {
			program.getMethod("main", String[].class).invoke(null, (Object) args);
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	/** With {@code -jar} the jar is all of the class path. */
	private static ClassLoader nested() throws IOException {
		JarFile jar = new JarFile(System.getProperty("java.class.path"));
		ClassLoader loader = new NestedClasses(jar, Launcher.class.getClassLoader());
		Thread.currentThread().setContextClassLoader(loader);
		return loader;
	}

}
