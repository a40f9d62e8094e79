package org.socketservice.transport;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.Ordered;

/**
 * The SSL bundles of the application, and who follows them. A registry stops telling of
 * an update at the first handler that throws, and Boot's meters of certificates do so
 * when files cannot be read. So this comes as the first registrar, and its handlers are
 * told before those of all others.
 */
public final class TlsBundles implements SslBundleRegistrar, Ordered {

	private final Supplier<? extends @Nullable SslBundles> bundles;

	private final Map<String, List<Consumer<SslBundle>>> followers = new ConcurrentHashMap<>();

	private volatile @Nullable SslBundles early;

	/**
	 * Wrap the bundles.
	 * @param bundles where they are declared, {@code null} if nowhere; asked when needed
	 */
	public TlsBundles(Supplier<? extends @Nullable SslBundles> bundles) {
		this.bundles = bundles;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void registerBundles(SslBundleRegistry registry) {
		if (registry instanceof SslBundles bundles) {
			bundles.addBundleRegisterHandler((name, bundle) -> bundles.addBundleUpdateHandler(name,
					(updated) -> followers(name).forEach((follower) -> follower.accept(updated))));
			this.early = bundles;
		}
	}

	private List<Consumer<SslBundle>> followers(String name) {
		return this.followers.computeIfAbsent(name, (key) -> new CopyOnWriteArrayList<>());
	}

	/**
	 * Find a bundle.
	 * @param name of the bundle
	 * @return as it is now
	 * @throws BundleException if there is none of that name
	 */
	SslBundle get(String name) {
		SslBundles bundles = this.bundles.get();
		if (bundles == null || !bundles.getBundleNames().contains(name)) {
			throw BundleException.unknown(name, (bundles != null) ? bundles.getBundleNames() : List.of());
		}
		return bundles.getBundle(name);
	}

	/**
	 * Follow the updates of a bundle.
	 * @param name of a bundle that was found
	 * @param follower takes each updated bundle, and does not throw
	 */
	void follow(String name, Consumer<SslBundle> follower) {
		SslBundles bundles = this.bundles.get();
		if (bundles == this.early) {
			followers(name).add(follower);
		}
		else if (bundles != null) {
			// Declared by the application, which asks no registrars.
			bundles.addBundleUpdateHandler(name, follower);
		}
	}

}
