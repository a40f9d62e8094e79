package org.socketservice.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TransportTable}.
 */
class TransportTableTests {

	@Test
	void shouldTellOfEachTransportWhetherItCanBeServed() {
		Command command = Command.run("check", "--transports");
		assertThat(command.status()).isZero();
		assertThat(command.err()).isEmpty();
		List<String> lines = command.out().lines().toList();
		assertThat(lines).hasSize(7)
			.allMatch((line) -> line.matches("[a-z-]+ +(yes|no   .+)"))
			.contains("tcp             yes", "udp             yes", "unix            yes", "unix-datagram   yes",
					"unix-seqpacket  yes");
		assertThat(lines.getLast()).matches("rdm +(yes|no   EAFNOSUPPORT, Address family not supported by protocol: "
				+ "load the kernel module tipc \\(modprobe tipc\\))");
	}

}
