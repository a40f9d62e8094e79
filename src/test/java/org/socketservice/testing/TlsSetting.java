package org.socketservice.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates, the library with a listener that has one of them, and clients that are
 * not ours: openssl and Python.
 */
public final class TlsSetting {

	private final Path directory;

	private final Certificates certificates;

	private final String script = Program.script(TlsSetting.class, "tls.py");

	public TlsSetting(Path directory) {
		this.directory = directory;
		this.certificates = Certificates.createIn(directory);
	}

	public RunningService start(String... properties) {
		return with(properties).start();
	}

	/**
	 * Prepare a start with the listener {@code tcp}, which has the certificate
	 * {@code server}.
	 * @param properties of the listener
	 * @return what else there is to say
	 */
	public RunningService.Builder with(String... properties) {
		return RunningService.with(properties)
			.listener("tcp", "ssl.bundle=web")
			.properties(this.certificates.bundle("web", "server"));
	}

	/**
	 * Connect with {@code openssl s_client}.
	 * @param service where to
	 * @param arguments more of them
	 * @return what sends what it reads, and prints what comes
	 */
	public Program openssl(RunningService service, String... arguments) {
		return start(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + service.port(), "-CAfile", "ca.pem",
				"-verify_return_error", "-quiet"), arguments);
	}

	/**
	 * Connect with Python.
	 * @param service where to
	 * @param what see tls.py
	 * @param arguments more of them
	 * @return what prints what it has seen
	 */
	public Program python(RunningService service, String what, String... arguments) {
		return start(List.of("python3", "-c", this.script, what, Integer.toString(service.port()), "ca.pem"),
				arguments);
	}

	private Program start(List<String> command, String... arguments) {
		List<String> all = new ArrayList<>(command);
		all.addAll(List.of(arguments));
		return Program.start(this.directory, all);
	}

}
