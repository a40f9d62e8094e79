package org.socketservice.listener;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service that finds no memory costs its request an error reply and nobody anything
 * else.
 */
class OutOfMemoryTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void shouldAnswerWithAnErrorWhenTheServiceFindsNoMemory(boolean mayBlock) {
		try (RunningService service = RunningService.with()
			.bean(MessageService.class, new GreedyService(mayBlock))
			.start(); RawClient client = service.connect(); RawClient other = service.connect()) {
			assertThat(client.send("a\n").readLine()).startsWith("ERROR service failed [");
			assertThat(client.send("a\n").readLine()).startsWith("ERROR service failed [");
			assertThat(other.send("a\n").readLine()).startsWith("ERROR service failed [");
			assertThat(service.counts().requests(RequestOutcome.FAILED)).isEqualTo(3);
			assertThat(service.listener().problem()).isNull();
		}
	}

	private record GreedyService(boolean mayBlock) implements MessageService {

		@Override
		public byte[] reply(byte[] request) {
			throw new OutOfMemoryError("no more");
		}

	}

}
