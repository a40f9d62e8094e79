package org.socketservice.gateway;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import org.socketservice.connection.CloseReason;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The text of error replies is the application's to choose.
 */
class ErrorReplyTests {

	@Test
	void shouldUseTheApplicationsText() {
		ErrorReply errorReply = (reason, id) -> ("-ERR " + reason).getBytes(StandardCharsets.UTF_8);
		try (RunningService service = start(errorReply); RawClient client = service.connect()) {
			assertThat(client.send("x\r\n").readLine()).isEqualTo("-ERR service failed\r");
		}
	}

	@Test
	void shouldUseItForConnectionsThatAreNotAdmitted() {
		ErrorReply errorReply = (reason, id) -> ("-ERR " + reason).getBytes(StandardCharsets.UTF_8);
		try (RunningService service = start(errorReply, "limits.max-connections=1");
				RawClient client = service.connect()) {
			client.send("x\n").readLine();
			try (RawClient refused = service.connect()) {
				assertThat(refused.readTextToEnd()).isEqualTo("-ERR too many connections\n");
			}
		}
	}

	@Test
	@SuppressWarnings("NullAway") // what an application written without it may do
	void shouldUseItsOwnTextWhenTheApplicationsFails() {
		ErrorReply[] failing = { (reason, id) -> {
			throw new IllegalStateException("secret");
		}, (reason, id) -> null };
		for (ErrorReply errorReply : failing) {
			try (RunningService service = start(errorReply, "limits.max-connections=1");
					RawClient client = service.connect()) {
				assertThat(client.send("x\n").readLine()).startsWith("ERROR service failed [");
				assertThat(client.send("x\n").readLine()).startsWith("ERROR service failed [");
				try (RawClient refused = service.connect()) {
					assertThat(refused.readTextToEnd()).startsWith("ERROR too many connections [");
				}
			}
		}
	}

	@Test
	void shouldCloseWhenTheFramingCannotCarryTheText() {
		ErrorReply errorReply = (reason, id) -> new byte[256];
		try (RunningService service = start(errorReply, "framing=length-1"); RawClient client = service.connect()) {
			assertThat(client.send(new byte[] { 1, 'x' }).readToEnd()).isEmpty();
			client.finish();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.SERVICE_ERROR)).isEqualTo(1);
		}
	}

	private static RunningService start(ErrorReply errorReply, String... properties) {
		return RunningService.with(properties)
			.bean(ErrorReply.class, errorReply)
			.bean(MessageService.class, (request) -> {
				throw new IllegalStateException("no");
			})
			.start();
	}

}
