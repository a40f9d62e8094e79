package org.socketservice.listener;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.socketservice.connection.CloseReason;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Input that is no message: an error reply behind the replies due before it, a close that
 * loses neither, a count, and nothing for whoever watches the log for alarms.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadInputTests {

	private static final int OVERSIZE = 1_400_000;

	@AutoClose
	private final RunningService service = RunningService.with()
		.listener("length1", "port=0", "framing=length-1", "max-message-size=100B")
		.listener("length4", "port=0", "framing=length-4")
		.listener("stx", "port=0", "framing=stx-etx")
		.start();

	@Test
	void shouldTellThatAMessageIsTooLong() {
		byte[] line = new byte[OVERSIZE];
		Arrays.fill(line, (byte) 'x');
		for (int i = 0; i < 200; i++) {
			try (RawClient client = this.service.connect()) {
				client.send("one\ntwo\r\n").send(line).finish();
				assertThat(client.readTextToEnd())
					.matches("ONE\nTWO\r\n" + error("message longer than 65536 bytes") + "\n");
			}
		}
		this.service.awaitNoneActive();
		assertThat(this.service.closed(CloseReason.TOO_LONG)).isEqualTo(200);
		this.service.assertAllRequestsEnded();
	}

	@Test
	void shouldTakeTheLongestMessageAndNoLongerOne(CapturedOutput output) {
		byte[] line = new byte[65_537];
		Arrays.fill(line, (byte) 'x');
		try (RawClient client = this.service.connect()) {
			client.send(line, 0, 65_536).send("\r\n");
			assertThat(client.readText(65_538)).isEqualTo("X".repeat(65_536) + "\r\n");
			assertThat(client.send(line).readTextToEnd()).matches(error("message longer than 65536 bytes") + "\n");
		}
		this.service.awaitNoneActive();
		assertThat(output).doesNotContain("WARN", "ERROR o").contains("message longer than 65536 bytes");
	}

	@Test
	void shouldRefuseALengthAboveTheLimit() {
		try (RawClient client = this.service.connect("length1")) {
			byte[] replies = client.send(new byte[] { 1, 'a', 101 }).readToEnd();
			assertThat(replies).startsWith(1, 'A');
			assertThat(replies[2]).isEqualTo((byte) (replies.length - 3));
			assertThat(new String(replies, 3, replies.length - 3, StandardCharsets.UTF_8))
				.matches(error("message longer than 100 bytes"));
		}
	}

	@Test
	void shouldRefuseANegativeLength() {
		try (RawClient client = this.service.connect("length4")) {
			byte[] replies = client.send(new byte[] { -1, -1, -1, -1, 'a' }).readToEnd();
			assertThat(new String(replies, 4, replies.length - 4, StandardCharsets.UTF_8))
				.matches(error("message longer than 65536 bytes"));
		}
	}

	@Test
	void shouldRefuseAMessageCutShortByTheEndOfInput() {
		try (RawClient client = this.service.connect("length4")) {
			byte[] replies = client.send(new byte[] { 0, 0, 0, 1, 'a', 0, 0 }).finish().readToEnd();
			assertThat(replies).startsWith(0, 0, 0, 1, 'A');
			assertThat(new String(replies, 9, replies.length - 9, StandardCharsets.UTF_8))
				.matches(error("message cut short by the end of input"));
		}
		RunningService.await().until(() -> this.service.listener("length4").counts().snapshot().active() == 0);
		assertThat(this.service.listener("length4").counts().snapshot().closed()).containsEntry(CloseReason.MALFORMED,
				1L);
	}

	@Test
	void shouldRefuseGarbage() {
		try (RawClient client = this.service.connect("stx")) {
			assertThat(client.send("\2one\3\3\3\3").readTextToEnd())
				.matches("\2ONE\3\2" + error("message does not begin with STX") + "\3");
		}
	}

	@Test
	void shouldEndATlsHandshakeOnAPlainPort(CapturedOutput output) {
		byte[] hello = clientHello();
		for (String listener : List.of("tcp", "length1", "length4", "stx")) {
			try (RawClient client = this.service.connect(listener)) {
				client.send(hello).finish();
				client.readToEnd();
			}
		}
		try (RawClient client = this.service.connect()) {
			assertThat(client.send("fine\n").readText(5)).isEqualTo("FINE\n");
		}
		assertThat(output).doesNotContain("WARN", "ERROR o");
	}

	/**
	 * The head of a TLS 1.2 record with a ClientHello of 512 bytes (RFC 8446 section
	 * 5.1).
	 */
	private static byte[] clientHello() {
		byte[] hello = new byte[517];
		byte[] head = { 22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3 };
		for (int i = 0; i < hello.length; i++) {
			hello[i] = (i < head.length) ? head[i] : (byte) (i * 31);
		}
		return hello;
	}

	private static String error(String reason) {
		return "ERROR " + Pattern.quote(reason) + " \\[[0-9a-z]+]";
	}

}
