package org.socketservice.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;

/**
 * Vert.x as its guide shows it, on epoll: {@code VertxServer PORT}.
 */
public final class VertxServer {

	private VertxServer() {
	}

	public static void main(String[] args) throws Exception {
		Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
		if (!vertx.isNativeTransportEnabled()) {
			throw new IllegalStateException("No native transport", vertx.unavailableNativeTransportCause());
		}
		vertx.createNetServer(new NetServerOptions().setAcceptBacklog(4096))
			.connectHandler(VertxServer::serve)
			.listen(Integer.parseInt(args[0]), "127.0.0.1")
			.toCompletionStage()
			.toCompletableFuture()
			.get();
	}

	private static void serve(NetSocket socket) {
		socket.handler(RecordParser.newDelimited("\n", (line) -> {
			byte[] bytes = line.getBytes();
			for (int i = 0; i < bytes.length; i++) {
				if (bytes[i] >= 'a' && bytes[i] <= 'z') {
					bytes[i] -= 32;
				}
			}
			socket.write(Buffer.buffer(bytes).appendByte((byte) '\n'));
		}));
		socket.exceptionHandler((failure) -> socket.close());
	}

}
