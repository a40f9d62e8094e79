package org.socketservice.transport;

import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * The current context of an SSL bundle. When the bundle is reloaded, new connections get
 * the new one while old connections keep theirs; a bundle that cannot serve leaves the
 * old context in place, is counted and logged.
 */
public final class TlsSource {

	private static final Log logger = LogFactory.getLog(TlsSource.class);

	private final String owner;

	private final String bundle;

	private final Function<SslBundle, TlsContext> factory;

	private final ReloadObserver observer;

	private final TlsBundles bundles;

	private volatile @Nullable TlsContext context;

	/**
	 * Create a source.
	 * @param owner whose connections it serves, for the log, such as {@code Listener tcp}
	 * @param bundle the name of the bundle
	 * @param bundles where bundles are declared
	 * @param factory makes a context
	 * @param observer is told of every reload
	 */
	public TlsSource(String owner, String bundle, TlsBundles bundles, Function<SslBundle, TlsContext> factory,
			ReloadObserver observer) {
		this.owner = owner;
		this.bundle = bundle;
		this.bundles = bundles;
		this.factory = factory;
		this.observer = observer;
	}

	/**
	 * Take the bundle for the first time, and follow its updates; further calls do
	 * nothing.
	 * @throws BundleException if there is none of that name or it is of no use
	 */
	public synchronized void open() {
		if (this.context == null) {
			SslBundle declared = this.bundles.get(this.bundle);
			try {
				this.context = this.factory.apply(declared);
			}
			catch (TlsContextException ex) {
				throw BundleException.unusable(this.bundle, ex);
			}
			this.bundles.follow(this.bundle, this::reload);
		}
	}

	private synchronized void reload(SslBundle updated) {
		try {
			this.context = this.factory.apply(updated);
			this.observer.reloaded(true);
			logger.info(this.owner + " has the new certificate of SSL bundle " + this.bundle);
		}
		catch (RuntimeException ex) {
			this.observer.reloaded(false);
			logger.error(this.owner + " keeps its certificate, for SSL bundle " + this.bundle + " was changed and "
					+ "cannot serve: " + ex.getMessage());
			logger.debug("Reload of SSL bundle " + this.bundle, ex);
		}
	}

	/**
	 * The context for a new connection.
	 * @return the one of the last bundle that could serve
	 * @throws IllegalStateException before {@link #open}
	 */
	public TlsContext current() {
		TlsContext context = this.context;
		if (context == null) {
			throw new IllegalStateException("SSL bundle " + this.bundle + " is not open");
		}
		return context;
	}

	/**
	 * Is told of reloads.
	 */
	@FunctionalInterface
	public interface ReloadObserver {

		/**
		 * The bundle has changed.
		 * @param success whether new connections get the new context
		 */
		void reloaded(boolean success);

	}

}
