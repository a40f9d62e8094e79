package org.socketservice;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client of the classic socket tutorial, in Python: it sends a bare word without a
 * line feed and waits for the answer, then the next.
 */
class ClassicClientIT {

	private static final String CLIENT = """
			import socket, sys
			client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
			client.settimeout(20)
			error = client.connect_ex(('127.0.0.1', int(sys.argv[1])))
			assert error == 0, error
			for word in ('hello', 'straße', 'bye'):
			    client.send(word.encode('utf-8'))
			    print(client.recv(1024).decode('utf-8'), flush=True)
			client.close()
			""";

	@Test
	void shouldAnswerBareWords() throws Exception {
		try (PackagedService service = PackagedService.start()) {
			Process client = new ProcessBuilder("python3", "-c", CLIENT, String.valueOf(service.port()))
				.redirectErrorStream(true)
				.start();
			String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(client.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(output.lines()).containsExactly("HELLO", "STRASSE", "BYE");
			assertThat(client.exitValue()).isZero();
		}
	}

}
