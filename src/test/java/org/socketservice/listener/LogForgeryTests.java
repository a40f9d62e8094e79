package org.socketservice.listener;

import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.gateway.ErrorReply;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client sends begins no line of the log and moves no cursor, also where an
 * exception that quotes it is logged; and unless something fails it is not logged at all.
 */
@ExtendWith(OutputCaptureExtension.class)
class LogForgeryTests {

	private static final String FORGED = "FORGED BY A CLIENT";

	/** CR does not end a message of framing nul; ANSI clears the screen. */
	private static final String ATTACK = "x\r\n" + FORGED + "\n\u001b[2J" + FORGED;

	@Test
	void shouldEscapeWhatAnExceptionOfTheServiceQuotes(CapturedOutput output) {
		MessageService quoting = MessageService.text((text) -> {
			throw new IllegalArgumentException("cannot read " + text, new IllegalStateException(text));
		});
		try (RunningService service = RunningService.with("framing=nul").bean(MessageService.class, quoting).start();
				RawClient client = service.connect()) {
			client.send(ATTACK + "\0").finish();
			assertThat(client.readTextToEnd()).startsWith("ERROR service failed");
		}
		assertThat(output).contains("\\u000d\\u000a" + FORGED + "\\u000a\\u001b[2J" + FORGED);
		assertThatNothingIsForged(output);
	}

	@Test
	void shouldEscapeWhatAnExceptionOfAFlowQuotes(CapturedOutput output) {
		try (RunningService service = RunningService.with("framing=nul").sources(Flow.class).start();
				RawClient client = service.connect()) {
			client.send(ATTACK + "\0").finish();
			assertThat(client.readTextToEnd()).startsWith("ERROR service failed");
		}
		assertThatNothingIsForged(output);
	}

	@Test
	void shouldEscapeWhatAnExceptionOfTheErrorReplyQuotes(CapturedOutput output) {
		ErrorReply failing = (reason, id) -> {
			throw new IllegalStateException(ATTACK);
		};
		MessageService failed = (request) -> {
			throw new IllegalStateException("x");
		};
		try (RunningService service = RunningService.with("framing=nul")
			.bean(MessageService.class, failed)
			.bean(ErrorReply.class, failing)
			.start(); RawClient client = service.connect()) {
			client.send(ATTACK + "\0").finish();
			assertThat(client.readTextToEnd()).startsWith("ERROR service failed");
		}
		assertThat(output).contains("the ErrorReply failed");
		assertThatNothingIsForged(output);
	}

	@ParameterizedTest
	@ValueSource(strings = { "line", "crlf", "nul", "stx-etx", "length-1", "length-2", "length-4", "unframed" })
	void shouldLogNoPayloadWhenNothingFails(String framing, CapturedOutput output) {
		try (RunningService service = RunningService.with("framing=" + framing, "max-message-size=30")
			.property("socket.access-log.enabled=true")
			.start(); RawClient client = service.connect()) {
			client.send(ATTACK + ATTACK + ATTACK).finish();
			client.readToEnd();
		}
		assertThat(output.getAll()).doesNotContain("FORGED");
		assertThatNothingIsForged(output);
	}

	private static void assertThatNothingIsForged(CapturedOutput output) {
		assertThat(output.getAll()).doesNotContain("\u001b[2J");
		assertThat(output.getAll().lines()).noneMatch((line) -> line.startsWith(FORGED));
	}

	@Configuration(proxyBeanMethods = false)
	static class Flow {

		@Bean
		IntegrationFlow quotingFlow() {
			return IntegrationFlow.from("socketRequests")
				.convert(String.class)
				.<String, byte[]>transform((text) -> Objects.requireNonNull(null, "cannot read " + text))
				.get();
		}

	}

}
