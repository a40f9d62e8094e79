package org.socketservice.gateway;

import java.util.Map;

/**
 * Who waits for the outcome of requests: the {@link Exchange} of a connection, or that of
 * a datagram socket.
 */
interface RequestOwner {

	/**
	 * A request has its outcome. Called on any thread.
	 * @param request that has
	 */
	void completed(SocketRequest request);

	/**
	 * Headers of a request for those who look.
	 * @param request whose
	 * @return without reply channel
	 */
	Map<String, Object> headers(SocketRequest request);

}
