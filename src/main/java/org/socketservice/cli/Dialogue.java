package org.socketservice.cli;

import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * One line at a time: prompt, message, reply, until the end of input (Ctrl-D).
 */
final class Dialogue {

	private static final String PROMPT = ">> ";

	private final UnaryOperator<byte[]> server;

	private final Terminal terminal;

	Dialogue(UnaryOperator<byte[]> server, Terminal terminal) {
		this.server = server;
		this.terminal = terminal;
	}

	void run() throws IOException {
		InputLines lines = new InputLines(this.terminal.in());
		prompt();
		for (byte[] line = lines.next(); line != null; line = lines.next()) {
			this.terminal.out().write(SendCommand.line(this.server.apply(line)));
			this.terminal.out().flush();
			prompt();
		}
		if (this.terminal.interactive()) {
			this.terminal.err().println();
		}
	}

	private void prompt() {
		if (this.terminal.interactive()) {
			this.terminal.err().print(PROMPT);
			this.terminal.err().flush();
		}
	}

}
