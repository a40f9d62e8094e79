package org.socketservice.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.TrustingManager;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Options of commands that can speak TLS, named as curl names them. Each of them implies
 * {@code --tls}.
 */
final class TlsOptions {

	@Spec(Spec.Target.MIXEE)
	private @Nullable CommandSpec spec;

	@Option(names = "--tls",
			description = "Encrypt by TLS; the certificate must be for the host, by an authority this Java trusts.")
	private boolean tls;

	@Option(names = "--cacert", paramLabel = "FILE", description = "Trust the authorities in this PEM file instead.")
	private @Nullable Path authorities;

	@Option(names = "--cert", paramLabel = "FILE", description = "Show the certificate in this PEM file.")
	private @Nullable Path certificate;

	@Option(names = "--key", paramLabel = "FILE",
			description = "Its private key (default: the file of the certificate).")
	private @Nullable Path key;

	@Option(names = { "-k", "--insecure" }, description = "Trust every certificate, whatever host it is for.")
	private boolean insecure;

	/**
	 * What they ask for.
	 * @return {@code null} for no TLS
	 */
	@Nullable SSLContext context() {
		if (!isWanted()) {
			return null;
		}
		if (this.key != null && this.certificate == null) {
			throw fault("--key goes with --cert");
		}
		PemSslStoreDetails trust = (this.authorities != null)
				? PemSslStoreDetails.forCertificate(location("--cacert", this.authorities)) : null;
		try {
			SslBundle bundle = SslBundle.of(new PemSslStoreBundle(keyStore(), trust));
			return this.insecure ? trusting(bundle) : bundle.createSslContext();
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			throw fault("TLS: " + innermost(ex).getMessage());
		}
	}

	boolean isWanted() {
		return this.tls || this.authorities != null || this.certificate != null || this.key != null || this.insecure;
	}

	private @Nullable PemSslStoreDetails keyStore() {
		if (this.certificate == null) {
			return null;
		}
		Path key = Objects.requireNonNullElse(this.key, this.certificate);
		return PemSslStoreDetails.forCertificate(location("--cert", this.certificate))
			.withPrivateKey(location("--key", key));
	}

	private static SSLContext trusting(SslBundle bundle) throws GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(bundle.getManagers().getKeyManagers(), new TrustManager[] { new TrustingManager() }, null);
		return context;
	}

	private String location(String option, Path file) {
		if (!Files.isReadable(file)) {
			throw fault(option + ": cannot read " + file);
		}
		return file.toUri().toString();
	}

	private static Throwable innermost(Throwable failure) {
		Throwable innermost = failure;
		while (innermost.getCause() != null) {
			innermost = innermost.getCause();
		}
		return innermost;
	}

	private ParameterException fault(String message) {
		return new ParameterException(Objects.requireNonNull(this.spec).commandLine(), message);
	}

}
