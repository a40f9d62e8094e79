package example;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.socketservice.listener.LocalSocketPort;

import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = { "socket.listeners.tcp.port=0", "socket.listeners.tcp.address=127.0.0.1" })
class FlowApplicationTests {

	@Test
	void shouldAnswerWithTheFlowOfTheApplicationInOrder(@LocalSocketPort int port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write("one\r\ntwo\n".getBytes(StandardCharsets.UTF_8));
			socket.shutdownOutput();
			assertThat(socket.getInputStream().readAllBytes()).asString(StandardCharsets.UTF_8)
				.isEqualTo("one from 127.0.0.1\r\ntwo from 127.0.0.1\n");
		}
	}

}
