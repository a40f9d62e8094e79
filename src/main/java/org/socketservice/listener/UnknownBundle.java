package org.socketservice.listener;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.socketservice.properties.InvalidProperty;
import org.socketservice.properties.NearestName;

/**
 * An SSL bundle that nobody has declared.
 *
 * @param known the bundles there are
 */
record UnknownBundle(List<String> known) {

	InvalidProperty explain(String listener, @Nullable String bundle) {
		String name = (bundle != null) ? bundle : "";
		return new InvalidProperty("socket.listeners." + listener + ".ssl.bundle", bundle,
				"there is no SSL bundle of this name", remedy(name));
	}

	private String remedy(String bundle) {
		String declare = "declare it under spring.ssl.bundle.pem." + bundle + " or spring.ssl.bundle.jks." + bundle;
		if (this.known.isEmpty()) {
			return declare;
		}
		String nearest = NearestName.of(bundle, this.known);
		return ((nearest != null) ? "did you mean " + nearest + "? Write one of " : "write one of ")
				+ String.join(", ", this.known) + ", or " + declare;
	}

}
