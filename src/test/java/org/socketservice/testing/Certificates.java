package org.socketservice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Certificates made by openssl when the tests run: an authority {@code ca}, a
 * {@code server} for localhost and 127.0.0.1, a client {@code alice}, one that has
 * {@code expired}, and a {@code stranger} nobody has vouched for.
 */
public final class Certificates {

	private final Path directory;

	private Certificates(Path directory) {
		this.directory = directory;
	}

	public static Certificates createIn(Path directory) {
		Certificates certificates = new Certificates(directory);
		certificates.selfSigned("ca", "CA:true");
		certificates.selfSigned("stranger", "CA:false");
		certificates.signed("server", 1);
		certificates.signed("alice", 1);
		certificates.signed("expired", -1);
		return certificates;
	}

	private void selfSigned(String name, String constraints) {
		openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
				name + ".key", "-out", name + ".pem", "-subj", "/CN=" + name, "-addext",
				"basicConstraints=critical," + constraints, "-days", "1");
	}

	private void signed(String name, int days) {
		openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key",
				"-out", name + ".csr", "-subj", "/O=Tests/CN=" + name);
		try {
			Files.writeString(file(name + ".ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
				"-extfile", name + ".ext", "-out", name + ".pem", "-days", Integer.toString(days));
	}

	/**
	 * Give the server a new certificate and key.
	 */
	public void renewServer() {
		signed("renewed", 1);
		move("renewed.key", "server.key");
		move("renewed.pem", "server.pem");
	}

	private void move(String from, String to) {
		try {
			Files.move(file(from), file(to), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void openssl(String... arguments) {
		List<String> command = new ArrayList<>(List.of("openssl"));
		command.addAll(List.of(arguments));
		Program.run(this.directory, "", command);
	}

	public Path file(String name) {
		return this.directory.resolve(name);
	}

	/**
	 * The properties of a bundle with a certificate of this name, which trusts the
	 * authority.
	 * @param bundle the name of the bundle
	 * @param name of the certificate
	 * @return properties
	 */
	public String[] bundle(String bundle, String name) {
		String prefix = "spring.ssl.bundle.pem." + bundle + ".";
		return new String[] { prefix + "keystore.certificate=file:" + file(name + ".pem"),
				prefix + "keystore.private-key=file:" + file(name + ".key"),
				prefix + "truststore.certificate=file:" + file("ca.pem") };
	}

	/**
	 * For a client that trusts the authority.
	 * @param name its certificate, empty for none
	 * @return a context
	 */
	public SSLContext client(String name) {
		@Nullable PemSslStoreDetails key = name.isEmpty() ? null
				: PemSslStoreDetails.forCertificate("file:" + file(name + ".pem"))
					.withPrivateKey("file:" + file(name + ".key"));
		PemSslStoreDetails trust = PemSslStoreDetails.forCertificate("file:" + file("ca.pem"));
		return SslBundle.of(new PemSslStoreBundle(key, trust)).createSslContext();
	}

}
