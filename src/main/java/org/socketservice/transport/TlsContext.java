package org.socketservice.transport;

import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * What TLS connections are made of: the keys, trust, protocols and cipher suites of an
 * SSL bundle at one moment. TLS 1.3 and 1.2 unless the bundle names protocols.
 */
public final class TlsContext {

	private static final String[] PROTOCOLS = { "TLSv1.3", "TLSv1.2" };

	private final SSLContext context;

	private final Consumer<SSLParameters> parameters;

	private TlsContext(SSLContext context, Consumer<SSLParameters> parameters) {
		this.context = context;
		this.parameters = parameters;
	}

	/**
	 * For a server.
	 * @param bundle with certificate and key
	 * @param clients whether clients are asked for a certificate
	 * @return a context that has completed a handshake with itself
	 * @throws TlsContextException if the bundle is of no use to a server
	 */
	public static TlsContext server(SslBundle bundle, ClientCertificates clients) {
		SslStoreBundle stores = bundle.getStores();
		try {
			if (clients != ClientCertificates.IGNORED && stores != null && stores.getKeyStore() != null
					&& stores.getTrustStore() == null) {
				throw new TlsContextException("its truststore is not set, so that a certificate of any public authority"
						+ " would do for a client", null);
			}
			SSLContext context = bundle.createSslContext();
			Consumer<SSLParameters> options = options(bundle);
			TlsContext server = new TlsContext(context,
					options.andThen((parameters) -> parameters.setUseCipherSuitesOrder(true)));
			TlsSelfTest.run(server.newEngine(true), options);
			return new TlsContext(context, server.parameters.andThen(clients::apply));
		}
		catch (TlsContextException ex) {
			throw ex;
		}
		catch (SSLException ex) {
			throw new TlsContextException(
					"no client could connect, is its private key set and that of its certificate? " + message(ex), ex);
		}
		catch (RuntimeException ex) {
			throw new TlsContextException(message(ex), ex);
		}
	}

	/**
	 * For a client that wants the server's certificate to be for the host it asked for
	 * (RFC 2818, 3.1).
	 * @param bundle says whom to trust
	 * @return a context
	 * @throws TlsContextException if the bundle is of no use
	 */
	public static TlsContext client(SslBundle bundle) {
		try {
			return client(bundle.createSslContext(), options(bundle));
		}
		catch (RuntimeException ex) {
			throw new TlsContextException(message(ex), ex);
		}
	}

	/**
	 * For a client that wants the server's certificate to be for the host it asked for
	 * (RFC 2818, 3.1).
	 * @param context says whom to trust
	 * @return a context
	 */
	public static TlsContext client(SSLContext context) {
		return client(context, (parameters) -> parameters.setProtocols(PROTOCOLS));
	}

	private static TlsContext client(SSLContext context, Consumer<SSLParameters> options) {
		return new TlsContext(context,
				options.andThen((parameters) -> parameters.setEndpointIdentificationAlgorithm("HTTPS")));
	}

	private static Consumer<SSLParameters> options(SslBundle bundle) {
		String[] protocols = bundle.getOptions().getEnabledProtocols();
		String[] ciphers = bundle.getOptions().getCiphers();
		return (parameters) -> {
			parameters.setProtocols((protocols != null) ? protocols : PROTOCOLS);
			if (ciphers != null) {
				parameters.setCipherSuites(ciphers);
			}
		};
	}

	private static String message(Throwable failure) {
		Throwable innermost = failure;
		while (innermost.getCause() != null) {
			innermost = innermost.getCause();
		}
		return (failure.getMessage() == null || innermost == failure) ? text(innermost)
				: failure.getMessage() + ": " + text(innermost);
	}

	private static String text(Throwable failure) {
		return (failure.getMessage() != null) ? failure.getMessage() : failure.getClass().getSimpleName();
	}

	private SSLEngine newEngine(boolean server) {
		return configure(this.context.createSSLEngine(), !server);
	}

	private SSLEngine configure(SSLEngine engine, boolean client) {
		engine.setUseClientMode(client);
		SSLParameters parameters = engine.getSSLParameters();
		this.parameters.accept(parameters);
		engine.setSSLParameters(parameters);
		return engine;
	}

	/**
	 * The engine of a connection just accepted.
	 * @return a new engine
	 */
	public SSLEngine newServerEngine() {
		return newEngine(true);
	}

	/**
	 * The engine of a connection to a server.
	 * @param host as the user wrote it: a name is also sent to the server (SNI, RFC 6066)
	 * @param port of the server
	 * @return a new engine
	 */
	public SSLEngine newClientEngine(String host, int port) {
		return configure(this.context.createSSLEngine(host, port), true);
	}

	/**
	 * Whether clients are asked for a certificate.
	 */
	public enum ClientCertificates {

		/** Not asked for. */
		IGNORED,

		/** Asked for. */
		WANTED,

		/** Asked for; no handshake without one that is trusted. */
		NEEDED;

		private void apply(SSLParameters parameters) {
			if (this == WANTED) {
				parameters.setWantClientAuth(true);
			}
			else if (this == NEEDED) {
				parameters.setNeedClientAuth(true);
			}
		}

	}

}
