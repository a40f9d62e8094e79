package org.socketservice.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.testing.RunningService;
import org.socketservice.testing.UnixService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The path of a Unix stream socket: whose it is, and when it is there.
 */
class UnixListenerPathTests {

	private Path path;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.path = directory.resolve("service.sock");
	}

	private RunningService.Builder unix(String... properties) {
		return UnixService.at(this.path, properties);
	}

	@Test
	void shouldTakeThePathAgainAfterARestart() {
		for (int i = 0; i < 3; i++) {
			try (RunningService service = unix("permissions=rw-rw-rw-").start()) {
				assertThat(service.listener("local").isListening()).isTrue();
				UnixService.assertServed(this.path, 10);
			}
			assertThat(this.path).doesNotExist();
		}
	}

	@Test
	void shouldNotTakeThePathOfALiveService() {
		try (RunningService first = unix().start()) {
			assertThat(first.listener("local").isListening()).isTrue();
			assertThatException().isThrownBy(() -> unix().start())
				.havingRootCause()
				.withMessageContaining("is the socket of a server that is running");
			UnixService.assertServed(this.path, 10);
		}
	}

	@Test
	void shouldBindAgainWhenItsFileIsRemoved() throws IOException {
		BlockingQueue<Listener> events = new LinkedBlockingQueue<>();
		try (RunningService service = unix().property("socket.recovery.initial-delay=10ms")
			.listen(ListenerStoppedEvent.class, (event) -> events.add(event.getListener()))
			.start()) {
			Files.delete(this.path);
			RunningService.await().until(() -> Files.exists(this.path));
			RunningService.await().until(() -> service.listener("local").state() == Listener.State.LISTENING);
			assertThat(events).hasSize(1);
			UnixService.assertServed(this.path, 10);
		}
		assertThat(this.path.getParent()).isEmptyDirectory();
	}

}
