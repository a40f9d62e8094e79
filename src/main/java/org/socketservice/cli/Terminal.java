package org.socketservice.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard input, output and error of a command.
 *
 * @param in read as bytes
 * @param out replies only, as bytes
 * @param err prompts and messages
 * @param interactive whether somebody types at standard input
 */
record Terminal(InputStream in, OutputStream out, PrintWriter err, boolean interactive) {

	/**
	 * Those of the process.
	 * @return without the buffering and the silent failures of {@link System#out}
	 */
	static Terminal standard() {
		return new Terminal(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
				new PrintWriter(System.err, true, Charset.defaultCharset()), isTerminal());
	}

	/** Java tells only whether input and output both are terminals; asks Linux. */
	private static boolean isTerminal() {
		try {
			String target = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
			return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.startsWith("/dev/console");
		}
		catch (IOException ex) {
			return false;
		}
	}

}
