package org.socketservice.cli;

import java.nio.file.Path;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.TrustEverybody;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Certificates and keys in PEM files, read by Spring Boot. Apart from {@link TlsOptions},
 * so that a command without TLS loads no class of Spring: verifying this one does.
 *
 * @param authorities whom to trust, {@code null} for those this Java trusts
 * @param certificate what to show, {@code null} for nothing
 * @param key its private key, {@code null} without a certificate
 */
record PemFiles(@Nullable Path authorities, @Nullable Path certificate, @Nullable Path key) {

	/**
	 * Read them.
	 * @param insecure whether to trust everybody instead
	 * @return for clients
	 * @throws GeneralSecurityException if they are of no use
	 * @throws RuntimeException if they cannot be read
	 */
	SSLContext context(boolean insecure) throws GeneralSecurityException {
		SslBundle bundle = SslBundle.of(new PemSslStoreBundle(keyStore(), trustStore()));
		if (!insecure) {
			return bundle.createSslContext();
		}
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(bundle.getManagers().getKeyManagers(), new TrustManager[] { new TrustEverybody() }, null);
		return context;
	}

	private @Nullable PemSslStoreDetails keyStore() {
		return (this.certificate != null && this.key != null)
				? PemSslStoreDetails.forCertificate(location(this.certificate)).withPrivateKey(location(this.key))
				: null;
	}

	private @Nullable PemSslStoreDetails trustStore() {
		return (this.authorities != null) ? PemSslStoreDetails.forCertificate(location(this.authorities)) : null;
	}

	private static String location(Path file) {
		return file.toUri().toString();
	}

}
