package org.socketservice.transport;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.socketservice.properties.InvalidProperty;
import org.socketservice.properties.NearestName;

/**
 * The SSL bundle that a property names does not exist or is of no use. Carries all there
 * is to say, because nobody can be asked any more when the failure is explained.
 */
public final class BundleException extends RuntimeException {

	private final String bundle;

	private final String reason;

	private final String remedy;

	private BundleException(String bundle, String reason, String remedy, @Nullable Throwable cause) {
		super("SSL bundle " + bundle + ": " + reason, cause);
		this.bundle = bundle;
		this.reason = reason;
		this.remedy = remedy;
	}

	static BundleException unknown(String bundle, List<String> known) {
		String declare = "declare it under spring.ssl.bundle.pem." + bundle + " or spring.ssl.bundle.jks." + bundle;
		String nearest = NearestName.of(bundle, known);
		String others = ((nearest != null) ? "did you mean " + nearest + "? Write one of " : "write one of ")
				+ String.join(", ", known) + ", or ";
		return new BundleException(bundle, "there is no SSL bundle of this name",
				(known.isEmpty() ? "" : others) + declare, null);
	}

	static BundleException unusable(String bundle, TlsContextException cause) {
		return new BundleException(bundle, "the SSL bundle is of no use: " + cause.getMessage(),
				"correct its certificate, key or truststore under spring.ssl.bundle.pem." + bundle
						+ " or spring.ssl.bundle.jks." + bundle + ", or write another bundle",
				cause);
	}

	/**
	 * Explain it to the user.
	 * @param property the full name of the property
	 * @return with value, reason and remedy
	 */
	public InvalidProperty explain(String property) {
		return new InvalidProperty(property, this.bundle, this.reason, this.remedy);
	}

}
