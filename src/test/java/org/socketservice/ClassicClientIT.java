package org.socketservice;

import org.junit.jupiter.api.Test;
import org.socketservice.testing.Program;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client of the classic socket tutorial, in Python: it sends a bare word without a
 * line feed and waits for the answer, then the next.
 */
class ClassicClientIT {

	private static final String CLIENT = """
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
			assertThat(Program.python(CLIENT, service.port()).lines()).containsExactly("HELLO", "STRASSE", "BYE");
		}
	}

}
