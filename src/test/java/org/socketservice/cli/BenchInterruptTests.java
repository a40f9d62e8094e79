package org.socketservice.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socketservice.cli.LineServer.Behaviour;
import org.socketservice.testing.Program;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link BenchCommand} reports what it has when a signal ends it.
 */
class BenchInterruptTests {

	/** The command as a process. */
	public static void main(String[] arguments) {
		System.exit(new CommandLine(new BenchCommand()).execute(arguments));
	}

	@Test
	@Timeout(60)
	void shouldReportTheResultSoFarWhenInterrupted() throws IOException, InterruptedException {
		try (LineServer server = new LineServer((line) -> Behaviour.RIGHT)) {
			Process process = new ProcessBuilder(Program.java(), "-cp", System.getProperty("java.class.path"),
					BenchInterruptTests.class.getName(), "--port", "" + server.port(), "--warmup", "0", "--duration",
					"1h")
				.start();
			try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
					BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
				String progress = err.readLine();
				while (progress != null && !progress.contains("msg/s")) {
					progress = err.readLine();
				}
				// SIGTERM; Ctrl-C takes the same way. The handle, unlike the process,
				// leaves the streams open.
				process.toHandle().destroy();
				assertThat(out.lines()).hasSize(4).last().asString().matches(" +[0-9,]+ +[0-9].* +0");
				assertThat(process.waitFor()).isEqualTo(143);
			}
			finally {
				process.destroyForcibly();
			}
		}
	}

}
