package org.socketservice.gateway;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every request is answered, also when the service fails.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceFailureTests {

	@ParameterizedTest(name = "may block: {0}")
	@ValueSource(booleans = { true, false })
	void shouldAnswerWithAnErrorWhenTheServiceThrows(boolean mayBlock, CapturedOutput output) {
		try (RunningService service = start(mayBlock); RawClient client = service.connect()) {
			client.send("one\nthrow\r\ntwo\n");
			assertThat(client.readText(4)).isEqualTo("one\n");
			String error = client.readLine();
			assertThat(error).matches("ERROR service failed \\[[0-9a-z]+]\r");
			assertThat(client.readText(4)).isEqualTo("two\n");
			assertThat(service.counts().requests(RequestOutcome.FAILED)).isEqualTo(1);
			String id = error.substring(error.indexOf('['), error.indexOf(']') + 1);
			assertThat(output).contains(id, "java.lang.IllegalStateException: secret");
		}
	}

	@ParameterizedTest(name = "may block: {0}")
	@ValueSource(booleans = { true, false })
	void shouldNotFloodTheLogWhenTheServiceKeepsThrowing(boolean mayBlock, CapturedOutput output) {
		try (RunningService service = start(mayBlock); RawClient client = service.connect()) {
			client.send("throw\n".repeat(300)).finish();
			assertThat(client.readTextToEnd().lines()).hasSize(300).allMatch((line) -> line.startsWith("ERROR "));
			assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN "))).hasSize(1);
			assertThat(output).doesNotContain(" ERROR 1");
		}
	}

	@ParameterizedTest(name = "may block: {0}")
	@ValueSource(booleans = { true, false })
	void shouldAnswerWithAnErrorWhenTheServiceReturnsNull(boolean mayBlock) {
		try (RunningService service = start(mayBlock); RawClient client = service.connect()) {
			client.send("null\none\n");
			assertThat(client.readLine()).matches("ERROR no reply \\[[0-9a-z]+]");
			assertThat(client.readText(4)).isEqualTo("one\n");
			assertThat(service.counts().requests(RequestOutcome.FAILED)).isEqualTo(1);
		}
	}

	@ParameterizedTest(name = "may block: {0}")
	@ValueSource(booleans = { true, false })
	void shouldNotAnswerAOneWayRequest(boolean mayBlock) {
		try (RunningService service = start(mayBlock); RawClient client = service.connect()) {
			client.send("way\nempty\none\nway").finish();
			assertThat(client.readTextToEnd()).isEqualTo("\none\n");
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(4);
		}
	}

	@ParameterizedTest(name = "may block: {0}")
	@ValueSource(booleans = { true, false })
	void shouldAnswerWithAnErrorWhenTheFramingCannotCarryTheReply(boolean mayBlock) {
		try (RunningService service = start(mayBlock, "framing=stx-etx"); RawClient client = service.connect()) {
			client.send("\2etx\3\2one\3").finish();
			assertThat(client.readTextToEnd())
				.matches("\2ERROR framing cannot carry a message that contains STX or ETX \\[[0-9a-z]+]\3\2one\3");
			service.awaitNoneActive();
			assertThat(service.counts().requests(RequestOutcome.FAILED)).isEqualTo(1);
			service.assertAllRequestsEnded();
		}
	}

	@ParameterizedTest(name = "may block: {0}")
	@ValueSource(booleans = { true, false })
	void shouldCloseOnErrorWhenToldSo(boolean mayBlock) {
		try (RunningService service = start(mayBlock, "on-error=close"); RawClient client = service.connect()) {
			client.send("one\nthrow\ntwo\nthree\n");
			assertThat(client.readTextToEnd()).isEqualTo("one\n");
			client.finish();
			service.awaitNoneActive();
			assertThat(service.closed(CloseReason.SERVICE_ERROR)).isEqualTo(1);
			assertThat(service.counts().requests(RequestOutcome.REPLIED)).isEqualTo(1);
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldServeOnWhenTheServiceRunsOutOfStack() {
		try (RunningService service = start(false); RawClient client = service.connect()) {
			client.send("stack\none\n");
			assertThat(client.readLine()).startsWith("ERROR service failed");
			assertThat(client.readText(4)).isEqualTo("one\n");
		}
	}

	private static RunningService start(boolean mayBlock, String... properties) {
		return RunningService.with(properties).bean(MessageService.class, new FailingService(mayBlock)).start();
	}

	private record FailingService(boolean mayBlock) implements MessageService {

		@Override
		@SuppressWarnings("NullAway") // what a service written without it may do
		public byte[] reply(byte[] request) {
			return switch (new String(request, StandardCharsets.UTF_8)) {
				case "throw" -> throw new IllegalStateException("secret");
				case "null" -> null;
				case "way" -> NO_REPLY;
				case "empty" -> new byte[0];
				case "etx" -> new byte[] { 3 };
				case "stack" -> reply(request);
				default -> request;
			};
		}

	}

}
