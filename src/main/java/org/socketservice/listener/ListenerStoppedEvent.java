package org.socketservice.listener;

import org.springframework.context.ApplicationEvent;

/**
 * A listener has stopped: it has drained, or its socket has died. The source is the
 * {@link Listener}.
 */
public class ListenerStoppedEvent extends ApplicationEvent {

	/**
	 * Create an event.
	 * @param listener the listener that is not listening any more
	 */
	public ListenerStoppedEvent(Listener listener) {
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
