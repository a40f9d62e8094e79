package org.socketservice.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Test;
import org.socketservice.testing.Mechanism;
import org.socketservice.transport.EventLoopsProperties.Io;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventLoops}: which mechanism serves what.
 */
class EventLoopsTests {

	@Test
	void shouldTakeTheBestSafeMechanismOfThisMachine() {
		try (EventLoops loops = open(Io.AUTO)) {
			assertThat(loops.io()).isEqualTo(Epoll.isAvailable() ? Io.EPOLL : Io.NIO);
		}
	}

	@Test
	void shouldServeWhatIoUringCannotOnEpollBesideIt() throws Exception {
		Mechanism.assumeAvailable("io_uring");
		try (EventLoops loops = open(Io.IO_URING)) {
			assertThat(IoUringDefaults.areEffective()).as("nobody has loaded io_uring before").isTrue();
			assertThat(loops.tcpListenerGroup(null).io()).isEqualTo(Io.IO_URING);
			assertThat(loops.tcpListenerGroup(address("127.0.0.1")).io()).isEqualTo(Io.IO_URING);
			assertThat(loops.tcpListenerGroup(address("::")).io()).isEqualTo(Io.IO_URING);
			assertThat(loops.tcpListenerGroup(address("0.0.0.0")).io()).isEqualTo(Io.EPOLL);
			assertThat(loops.groupFor(Transport.TCP).io()).isEqualTo(Io.IO_URING);
			assertThat(loops.groupFor(Transport.UNIX).io()).isEqualTo(Io.EPOLL);
			assertThat(loops.groupFor(Transport.UNIX_SEQPACKET)).isSameAs(loops.tcpListenerGroup(address("0.0.0.0")));
		}
	}

	@Test
	void shouldWatchTheLoopsBesideIoUring() throws Exception {
		Mechanism.assumeAvailable("io_uring");
		try (EventLoops loops = open(Io.IO_URING)) {
			assertThat(loops.groupFor(Transport.UNIX_SEQPACKET).loops().submit(loops::inEventLoop).get()).isTrue();
			assertThat(loops.group().loops().submit(loops::inEventLoop).get()).isTrue();
			assertThat(loops.inEventLoop()).isFalse();
		}
	}

	private static EventLoops open(Io io) {
		return new EventLoops(new EventLoopsProperties(io, 1, Duration.ZERO));
	}

	private static InetAddress address(String text) throws UnknownHostException {
		return InetAddress.getByName(text);
	}

}
