package org.socketservice.listener;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The enabled listeners of this application, in the order of their names.
 */
public final class Listeners implements Iterable<Listener> {

	private final Map<String, Listener> byName;

	/**
	 * Create the collection.
	 * @param listeners with different names
	 */
	public Listeners(Collection<? extends Listener> listeners) {
		this.byName = new TreeMap<>();
		listeners.forEach((listener) -> this.byName.put(listener.name(), listener));
	}

	/**
	 * Find a listener.
	 * @param name the key under {@code socket.listeners}
	 * @return the listener, or {@code null} if none of that name is enabled
	 */
	public @Nullable Listener find(String name) {
		return this.byName.get(name);
	}

	@Override
	public Iterator<Listener> iterator() {
		return List.copyOf(this.byName.values()).iterator();
	}

}
