package org.socketservice.listener;

/**
 * Who wants to know that listeners come and go.
 */
interface ListenerEvents {

	void started(Listener listener);

	void stopped(Listener listener);

}
