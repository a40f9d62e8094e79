package org.socketservice.service;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessageServiceTests {

	@Test
	void shouldDecodeAndEncodeUtf8WhenServiceIsOnText() throws Exception {
		MessageService service = MessageService.text((text) -> "<" + text + "é>");
		assertThat(new String(service.reply("ñ".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
			.isEqualTo("<ñé>");
		assertThat(new String(service.reply(new byte[] { 'a', (byte) 0xff }), StandardCharsets.UTF_8))
			.isEqualTo("<a\ufffdé>");
	}

	@Test
	void shouldBeTakenToBlockWhenServiceDoesNotSay() {
		assertThat(MessageService.text((text) -> text).mayBlock()).isTrue();
		MessageService lambda = (request) -> request;
		assertThat(lambda.mayBlock()).isTrue();
	}

	@Test
	void shouldTellNoReplyFromEmptyReply() throws Exception {
		byte[] empty = MessageService.text((text) -> "").reply(new byte[] { 1 });
		assertThat(empty).isNotSameAs(MessageService.NO_REPLY).hasSize(0);
	}

}
