package org.socketservice.transport;

import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.socketservice.transport.EventLoopsProperties.Io;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnsupportedIoFailureAnalyzer}.
 */
class UnsupportedIoFailureAnalyzerTests {

	@Test
	void shouldNamePropertyValueAndRemedyWhenIoDoesNotWork() {
		UnsupportedIoException failure = new UnsupportedIoException(Io.IO_URING,
				new UnsatisfiedLinkError("failed to create a ring"));
		FailureAnalysis analysis = Objects
			.requireNonNull(new UnsupportedIoFailureAnalyzer().analyze(new IllegalStateException("bean", failure)));
		assertThat(analysis.getDescription()).contains("Property: socket.event-loops.io", "Value: \"io_uring\"",
				"does not work here: failed to create a ring");
		assertThat(analysis.getAction()).startsWith("socket.event-loops.io: write auto").contains("nio");
	}

}
