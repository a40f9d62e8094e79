package org.socketservice.listener;

import org.springframework.context.ApplicationEvent;

/**
 * A listener has been bound, at start or again after it had died. The source is the
 * {@link Listener}.
 */
public class ListenerStartedEvent extends ApplicationEvent {

	/**
	 * Create an event.
	 * @param listener the listener that is listening now
	 */
	public ListenerStartedEvent(Listener listener) {
		super(listener);
	}

	/**
	 * The listener.
	 * @return the source
	 */
	public Listener getListener() {
		return (Listener) getSource();
	}

}
