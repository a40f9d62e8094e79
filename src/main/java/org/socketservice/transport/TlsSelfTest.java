package org.socketservice.transport;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * A handshake of a server's engine with a client in the same thread that trusts anybody.
 * It fails where every client's would: no key, a key that is not the certificate's, no
 * cipher suite for it. A file half replaced looks fine until then.
 */
final class TlsSelfTest {

	/** Flights of a handshake are few; one that makes no progress must not go on. */
	private static final int MAX_TURNS = 100;

	private TlsSelfTest() {
	}

	static void run(SSLEngine server, Consumer<SSLParameters> options) throws SSLException {
		SSLEngine client = newClient(options);
		int size = Math.max(server.getSession().getPacketBufferSize(), client.getSession().getPacketBufferSize()) * 4;
		ByteBuffer toServer = ByteBuffer.allocate(size);
		ByteBuffer toClient = ByteBuffer.allocate(size);
		ByteBuffer application = ByteBuffer.allocate(size);
		client.beginHandshake();
		server.beginHandshake();
		for (int turn = 0; turn < MAX_TURNS; turn++) {
			if (isDone(client) && isDone(server)) {
				return;
			}
			step(client, toClient, toServer, application);
			step(server, toServer, toClient, application);
		}
		throw new SSLException("a handshake makes no progress");
	}

	private static boolean isDone(SSLEngine engine) {
		return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
	}

	private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out, ByteBuffer application)
			throws SSLException {
		switch (engine.getHandshakeStatus()) {
			case NEED_TASK -> {
				for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
					task.run();
				}
			}
			case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
			default -> {
				in.flip();
				engine.unwrap(in, application.clear());
				in.compact();
			}
		}
	}

	private static SSLEngine newClient(Consumer<SSLParameters> options) throws SSLException {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new TrustingManager() }, null);
			SSLEngine client = context.createSSLEngine();
			client.setUseClientMode(true);
			SSLParameters parameters = client.getSSLParameters();
			options.accept(parameters);
			client.setSSLParameters(parameters);
			return client;
		}
		catch (GeneralSecurityException ex) {
			throw new SSLException(ex);
		}
	}

}
