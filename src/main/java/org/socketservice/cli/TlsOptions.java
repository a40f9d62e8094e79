package org.socketservice.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
		Path key = (this.key != null) ? this.key : this.certificate;
		requireReadable("--cacert", this.authorities);
		requireReadable("--cert", this.certificate);
		requireReadable("--key", key);
		try {
			return new PemFiles(this.authorities, this.certificate, key).context(this.insecure);
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			throw fault("TLS: " + innermost(ex).getMessage());
		}
	}

	boolean isWanted() {
		return this.tls || this.authorities != null || this.certificate != null || this.key != null || this.insecure;
	}

	private void requireReadable(String option, @Nullable Path file) {
		if (file != null && !Files.isReadable(file)) {
			throw fault(option + ": cannot read " + file);
		}
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
