package org.socketservice.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;

import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One call of the bench command, and what came of it.
 *
 * @param status its exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Bench(int status, String out, String err) {

	static Bench run(String... arguments) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		int status = new CommandLine(new BenchCommand()).setOut(new PrintWriter(out))
			.setErr(new PrintWriter(err))
			.execute(arguments);
		return new Bench(status, out.toString(), err.toString());
	}

	static Bench json(LineServer server, String... arguments) {
		return run(Stream
			.concat(Stream.of("--json", "--quiet", "--port", Integer.toString(server.port()), "--warmup", "0"),
					Arrays.stream(arguments))
			.toArray(String[]::new));
	}

	JsonNode json() {
		return new JsonMapper().readTree(this.out);
	}

	long count(String name) {
		return json().required(name).asLong();
	}

}
