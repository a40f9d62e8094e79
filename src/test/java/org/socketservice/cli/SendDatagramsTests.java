package org.socketservice.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command's datagram transports.
 */
class SendDatagramsTests {

	@TempDir
	Path directory;

	@Test
	void shouldPrintTheReplyToADatagram() {
		String path = this.directory.resolve("server").toString();
		try (RunningService service = RunningService.bare()
			.listener("udp", "transport=udp", "port=0")
			.listener("ud", "transport=unix-datagram", "path=" + path)
			.start()) {
			String port = String.valueOf(service.port("udp"));
			assertThat(Command.run("send", "--udp", "--port", port, "hello", "you"))
				.isEqualTo(new Command(0, "HELLO YOU\n", ""));
			assertThat(Command.run("send", "--udp", "--host", "::1", "--port", port, ""))
				.isEqualTo(new Command(0, "\n", ""));
			assertThat(Command.piped("a\nb", "send", "--udp", "--port", port)).isEqualTo(new Command(0, "A\nB\n", ""));
			assertThat(Command.run("send", "--unix-datagram", path, "hello")).isEqualTo(new Command(0, "HELLO\n", ""));
			assertThat(Command.run("send", "-v", "--unix-datagram", path, "hello").err())
				.matches("sending to " + path + " from @[0-9a-f]{5}\n");
		}
	}

	@Test
	void shouldEndWithErrno() {
		int port;
		try (SocketDatagrams free = SocketDatagrams.udp()) {
			port = ((InetSocketAddress) free.localAddress()).getPort();
			assertThat(Command.run("send", "--udp", "--port", String.valueOf(port), "-t", "0.02", "x"))
				.isEqualTo(new Command(110, "", "127.0.0.1:" + port + ": no reply within 20 ms (ETIMEDOUT)\n"));
		}
		assertThat(Command.run("send", "--udp", "--port", String.valueOf(port), "x"))
			.isEqualTo(new Command(111, "", "127.0.0.1:" + port + ": Connection refused (ECONNREFUSED)\n"));
		String missing = this.directory.resolve("missing").toString();
		assertThat(Command.run("send", "--unix-datagram", missing, "x"))
			.isEqualTo(new Command(2, "", missing + ": No such file or directory (ENOENT)\n"));
	}

	@Test
	void shouldRefuseWhatContradictsItself() {
		assertThat(Command.run("send", "--udp", "--rdm", "1:2", "x").err()).startsWith(
				"only one of --unix, --seqpacket, --udp, --unix-datagram, --raw and --rdm, not --udp and --rdm 1:2");
		assertThat(Command.run("send", "--rdm", "one", "x").err()).startsWith("--rdm takes TYPE:INSTANCE");
		assertThat(Command.run("send", "--udp", "--protocol", "253", "x").err())
			.startsWith("--protocol 253 goes with --raw HOST");
		assertThat(Command.run("send", "--rdm", "4294967296:1", "x").err()).startsWith("--rdm takes TYPE:INSTANCE");
		assertThat(Command.run("send", "--raw", "::1", "--protocol", "255", "x").err())
			.startsWith("--protocol must be from 1 to 254, not 255");
		assertThat(Command.run("send", "--raw", "::1", "--host", "::2", "x").err())
			.startsWith("--raw ::1 goes without --host and --port");
		assertThat(Command.run("send", "--udp", "-k", "x").err()).startsWith("--udp goes without TLS");
	}

}
