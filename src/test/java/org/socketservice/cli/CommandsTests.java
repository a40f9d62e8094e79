package org.socketservice.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Commands}.
 */
class CommandsTests {

	@Test
	void shouldLeaveSpringsArgumentsToSpring() {
		assertThat(Commands.isMeant()).isFalse();
		assertThat(Commands.isMeant("serve")).isFalse();
		assertThat(Commands.isMeant("serve", "--server.port=0")).isFalse();
		assertThat(Commands.isMeant("--server.port=0")).isFalse();
		assertThat(Commands.isMeant("--debug", "send")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "send", "bench", "--help", "-h", "--version", "-V", "sned", "serve --help", "-port=1",
			"-Dsocket.listeners.tcp.port=1", "-p 1" })
	void shouldTakeItsOwn(String arguments) {
		assertThat(Commands.isMeant(arguments.split(" "))).isTrue();
	}

	@Test
	void shouldListAllCommands() {
		Command command = Command.run("--help");
		assertThat(command.status()).isZero();
		assertThat(command.err()).isEmpty();
		assertThat(command.out()).contains("\n  serve ", "\n  send ", "\n  bench ", "\n  check ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "serve", "send", "bench", "check" })
	void shouldDescribeEachCommand(String name) {
		Command command = Command.run(name, "--help");
		assertThat(command.status()).isZero();
		assertThat(command.out()).startsWith("Usage: socket-service ").contains(name);
	}

	@Test
	void shouldTellTheVersion() {
		assertThat(Command.run("--version").out()).matches("socket-service \\S+.*\\R");
		assertThat(Command.run("send", "--version").out()).startsWith("socket-service ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-port=7000", "-Dsocket.listeners.tcp.port=7000" })
	void shouldRefuseWhatTheServiceWouldPassOver(String argument) {
		Command command = Command.run(argument);
		assertThat(command.status()).isEqualTo(2);
		assertThat(command.err()).contains("Unknown option: '" + argument + "'", "--name=value");
		assertThat(command.out()).isEmpty();
	}

	@Test
	void shouldRefuseAnUnknownCommand() {
		Command command = Command.run("sned", "hello");
		assertThat(command.status()).isEqualTo(2);
		assertThat(command.err()).contains("'sned'").contains("\n  send ");
		assertThat(command.out()).isEmpty();
	}

}
