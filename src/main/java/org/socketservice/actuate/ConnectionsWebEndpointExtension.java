package org.socketservice.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * What {@link ConnectionsEndpoint} answers over HTTP: a 400 that says which parameter is
 * wrong, since Boot's own leaves the text out, and a 404 for a connection that is not
 * there to be closed.
 */
@EndpointWebExtension(endpoint = ConnectionsEndpoint.class)
class ConnectionsWebEndpointExtension {

	private final ConnectionsEndpoint endpoint;

	ConnectionsWebEndpointExtension(ConnectionsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@ReadOperation
	WebEndpointResponse<Object> connections(@Nullable String listener, @Nullable String limit,
			@Nullable String offset) {
		try {
			return new WebEndpointResponse<>(
					this.endpoint.connections(listener, number("limit", limit), number("offset", offset)));
		}
		catch (InvalidEndpointRequestException ex) {
			return new WebEndpointResponse<>(new Problem(ex.getReason()), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	private static @Nullable Integer number(String parameter, @Nullable String text) {
		try {
			return (text != null) ? Integer.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			throw ConnectionsEndpoint.invalid(parameter + " must be a number");
		}
	}

	@DeleteOperation
	WebEndpointResponse<Void> close(@Selector String id) {
		return new WebEndpointResponse<>(
				this.endpoint.close(id) ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * Why a request was refused.
	 *
	 * @param error which parameter must be what
	 */
	record Problem(@Nullable String error) {
	}

}
