package org.socketservice.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * One call of a command, and what came of it.
 *
 * @param status its exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Command(int status, String out, String err) {

	static Command run(String... arguments) {
		return run(false, "", arguments);
	}

	static Command piped(String input, String... arguments) {
		return run(false, input, arguments);
	}

	static Command typed(String input, String... arguments) {
		return run(true, input, arguments);
	}

	private static Command run(boolean interactive, String input, String... arguments) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		StringWriter err = new StringWriter();
		Terminal terminal = new Terminal(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out,
				new PrintWriter(err, true), interactive);
		int status = Commands.execute(terminal, arguments);
		return new Command(status, out.toString(StandardCharsets.UTF_8), err.toString());
	}

}
