package org.socketservice.listener;

/**
 * Who wants to know that listeners come and go.
 */
interface ListenerEvents {

	void started(Listener listener);

	void stopped(Listener listener);

	/**
	 * A listener drains while the program goes on.
	 * @param listener to be cut when the grace period is over
	 */
	void draining(ManagedListener listener);

}
