package org.socketservice.listener;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.RejectReason;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may connect, by address.
 */
class AccessTests {

	@ParameterizedTest
	@ValueSource(strings = { "epoll", "io_uring", "nio" })
	void shouldApplyRulesForIpv4OnASocketForBothFamilies(String io) throws UnknownHostException {
		try (RunningService service = RunningService.with("access.deny=127.0.0.0/8")
			.property("socket.event-loops.io=" + io)
			.start()) {
			assertRefused(service, "127.0.0.1", "127.0.0.1");
			assertServed(service, "::1", "::1");
			assertCounts(service, 1, 1);
		}
	}

	@Test
	void shouldAdmitThoseAllowedAlone() throws UnknownHostException {
		try (RunningService service = RunningService.start("access.allow=127.0.0.2/31,::2/128")) {
			assertServed(service, "127.0.0.1", "127.0.0.2");
			assertServed(service, "127.0.0.1", "127.0.0.3");
			assertRefused(service, "127.0.0.1", "127.0.0.1");
			assertRefused(service, "127.0.0.1", "127.0.0.4");
			assertRefused(service, "::1", "::1");
			assertCounts(service, 2, 3);
		}
	}

	@Test
	void shouldDenyAlsoThoseAllowed() throws UnknownHostException {
		try (RunningService service = RunningService.start("access.allow=127.0.0.3,127.0.0.0/8",
				"access.deny=127.0.0.0/29")) {
			assertRefused(service, "127.0.0.1", "127.0.0.3");
			assertServed(service, "127.0.0.1", "127.0.0.8");
			assertCounts(service, 1, 1);
		}
	}

	@Test
	void shouldHoldAlsoInADryRunOfTheLimits() throws UnknownHostException {
		try (RunningService service = RunningService.start("access.deny=127.0.0.1", "limits.dry-run=true")) {
			assertRefused(service, "127.0.0.1", "127.0.0.1");
			assertThat(service.counts().wouldHaveRejected(RejectReason.ACCESS)).isZero();
			assertCounts(service, 0, 1);
		}
	}

	private static RawClient connect(RunningService service, String to, String from) throws UnknownHostException {
		return RawClient.connect(InetAddress.getByName(to), service.port(), InetAddress.getByName(from));
	}

	private static void assertServed(RunningService service, String to, String from) throws UnknownHostException {
		try (RawClient client = connect(service, to, from)) {
			assertThat(client.send("hello\n").readLine()).isEqualTo("HELLO");
		}
	}

	private static void assertRefused(RunningService service, String to, String from) throws UnknownHostException {
		try (RawClient client = connect(service, to, from)) {
			assertThat(client.send("hello\n").readTextToEnd()).matches("ERROR access denied \\[[0-9a-z]+]\n");
		}
	}

	private static void assertCounts(RunningService service, long accepted, long refused) {
		service.awaitNoneActive();
		assertThat(service.counts().snapshot().accepted()).isEqualTo(accepted);
		assertThat(service.counts().snapshot().rejected()).containsEntry(RejectReason.ACCESS, refused);
		service.assertCountsAddUp();
		service.assertAllRequestsEnded();
	}

}
