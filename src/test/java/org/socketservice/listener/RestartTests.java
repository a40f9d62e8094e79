package org.socketservice.listener;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contexts that are stopped and started again.
 */
@ExtendWith(OutputCaptureExtension.class)
class RestartTests {

	@Test
	void shouldListenAgainAfterAStop(CapturedOutput output) {
		try (RunningService service = RunningService.start("linger=100ms")) {
			for (int round = 1; round <= 3; round++) {
				try (RawClient client = served(service)) {
					service.context().stop();
					assertThat(service.listener().state()).isEqualTo(Listener.State.STOPPED);
					assertThat(client.readToEnd()).isEmpty();
				}
				service.context().start();
				assertThat(service.listener().isListening()).isTrue();
			}
			served(service).close();
			assertThat(output.getAll().lines().filter((line) -> line.contains("1 connections closed cleanly")))
				.hasSize(3);
			assertThat(output).contains("0 requests answered (3 since the start)");
		}
	}

	@Test
	void shouldKeepItsSocketsWhileItsContextIsPaused() {
		try (RunningService service = RunningService.start("linger=100ms"); RawClient client = served(service)) {
			int port = service.port();
			service.context().pause();
			// Spring Integration dispatches nothing in a paused context.
			assertThat(client.send("b\n").readLine()).matches("ERROR service failed \\[[0-9a-z]+]");
			service.context().restart();
			assertThat(service.port()).isEqualTo(port);
			served(service).close();
			assertThat(client.send("c\n").readText(2)).isEqualTo("C\n");
		}
	}

	private static RawClient served(RunningService service) {
		RawClient client = service.connect();
		assertThat(client.send("a\n").readText(2)).isEqualTo("A\n");
		return client;
	}

}
