package org.socketservice.listener;

import java.util.Arrays;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replies above the write buffer's high-water mark.
 */
class LargeRepliesTests {

	private static final int SIZE = 300_000;

	@AutoClose
	private final RunningService service = RunningService.with()
		.bean(MessageService.class, (request) -> large(request))
		.start();

	@Test
	void shouldGoOnReadingAfterAReplyThatFitsIntoTheSocketAtOnce() {
		try (RawClient client = this.service.connect()) {
			for (int i = 0; i < 50; i++) {
				assertThat(client.send("a\n").read(SIZE + 1)).endsWith('a', '\n');
			}
		}
	}

	@Test
	void shouldAnswerPipelinedRequests() {
		try (RawClient client = this.service.connect()) {
			client.send("abcdefgh".repeat(25).replaceAll("(.)", "$1\n")).finish();
			for (int i = 0; i < 200; i++) {
				assertThat(client.read(SIZE + 1)).endsWith("abcdefgh".charAt(i % 8), '\n');
			}
			assertThat(client.readToEnd()).isEmpty();
		}
	}

	private static byte[] large(byte[] request) {
		byte[] reply = new byte[SIZE];
		Arrays.fill(reply, request[0]);
		return reply;
	}

}
