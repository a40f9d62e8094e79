package org.socketservice.cli.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * {@code check}: asks the running service over HTTP whether it is ready. Ends with status
 * 0 when it is, with 1 and one line why when not, with 2 when called wrongly. Without an
 * HTTP client, which alone would take more CPU than all the rest.
 */
public final class ReadinessCheck {

	/** For connecting and for each read. */
	private static final int TIMEOUT_MILLIS = 3000;

	private static final int MAX_RESPONSE = 64 * 1024;

	private static final int MAX_REASON = 300;

	private ReadinessCheck() {
	}

	/**
	 * Whether a command line asks for this check, and not for its description.
	 * @param args of the command line
	 * @return {@code true} for {@code check} without {@code --help} and
	 * {@code --transports}
	 */
	public static boolean isMeant(String[] args) {
		return args.length > 0 && args[0].equals("check") && !Arrays.asList(args).contains("--help")
				&& !Arrays.asList(args).contains("-h") && !Arrays.asList(args).contains("--transports");
	}

	/**
	 * Run the check and end the virtual machine with its status. There is nothing to be
	 * closed or logged, which an orderly end would spend time on.
	 * @param args {@code check}, perhaps followed by {@code --url URL}
	 */
	public static void exit(String[] args) {
		int status = run(Arrays.asList(args).subList(1, args.length), ServiceFile.ofThisUser(), System.err);
		Runtime.getRuntime().halt(status);
	}

	/**
	 * Run the check.
	 * @param options {@code --url URL} or nothing
	 * @param file where the service left its URL
	 * @param err for the line why
	 * @return the exit status
	 */
	public static int run(List<String> options, ServiceFile file, PrintStream err) {
		String url = null;
		if (options.size() == 1 && options.getFirst().startsWith("--url=")) {
			url = options.getFirst().substring("--url=".length());
		}
		else if (options.size() == 2 && options.getFirst().equals("--url")) {
			url = options.getLast();
		}
		else if (!options.isEmpty()) {
			err.println("check takes only --url URL, not " + String.join(" ", options));
			return 2;
		}
		String reason = whyNotReady(url, file);
		if (reason != null) {
			err.println("not ready: " + reason);
			return 1;
		}
		return 0;
	}

	private static @Nullable String whyNotReady(@Nullable String given, ServiceFile file) {
		String url = given;
		try {
			if (url == null) {
				url = file.readUrl();
			}
			return ask(URI.create(url));
		}
		catch (NoSuchFileException ex) {
			return "no service of this user has started (there is no " + file.path() + "); --url says where to ask";
		}
		catch (ConnectException ex) {
			return url + ": " + ex.getMessage();
		}
		catch (SocketTimeoutException ex) {
			return url + ": no answer within " + TIMEOUT_MILLIS / 1000 + " s";
		}
		catch (IOException | IllegalArgumentException ex) {
			return ((url != null) ? url + ": " : "") + ex.getMessage();
		}
	}

	private static @Nullable String ask(URI uri) throws IOException {
		boolean tls = "https".equals(uri.getScheme());
		if (uri.getHost() == null || !(tls || "http".equals(uri.getScheme()))) {
			throw new IOException("not an http or https URL");
		}
		int port = (uri.getPort() > 0) ? uri.getPort() : (tls ? 443 : 80);
		try (Socket socket = new Socket(Proxy.NO_PROXY)) {
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.connect(new InetSocketAddress(uri.getHost().replaceAll("[\\[\\]]", ""), port), TIMEOUT_MILLIS);
			Socket stream = tls ? LocalTls.over(socket, uri.getHost(), port) : socket;
			String request = "GET " + (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()) + " HTTP/1.1\r\nHost: "
					+ uri.getAuthority() + "\r\nAccept: application/json, */*;q=0.1\r\nConnection: close\r\n\r\n";
			stream.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			stream.getOutputStream().flush();
			return judge(uri, read(stream.getInputStream()));
		}
	}

	private static String read(InputStream in) throws IOException {
		return new String(in.readNBytes(MAX_RESPONSE), StandardCharsets.UTF_8);
	}

	private static @Nullable String judge(URI uri, String response) {
		String[] status = response.lines().findFirst().orElse("").split(" ", 3);
		if (status.length < 2 || !status[0].startsWith("HTTP/")) {
			return uri + ": the answer is not HTTP";
		}
		if (status[1].equals("200")) {
			return null;
		}
		int begin = response.indexOf('{');
		String body = (begin >= 0) ? " " + response.substring(begin, response.lastIndexOf('}') + 1) : "";
		String reason = (uri + ": HTTP " + status[1] + body).replaceAll("\\s+", " ");
		return (reason.length() <= MAX_REASON) ? reason : reason.substring(0, MAX_REASON) + " ...";
	}

}
