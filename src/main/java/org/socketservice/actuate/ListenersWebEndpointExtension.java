package org.socketservice.actuate;

import org.jspecify.annotations.Nullable;
import org.socketservice.listener.Listener;
import org.socketservice.listener.ListenerBindException;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * What {@link ListenersEndpoint} answers over HTTP when told to do something: 404 for a
 * listener that is not there, 400 with a text for an action that is not there, 409 where
 * the listener is stopped or its transport knows no such thing, 503 where it could not be
 * bound.
 */
@EndpointWebExtension(endpoint = ListenersEndpoint.class)
class ListenersWebEndpointExtension {

	private static final int CONFLICT = 409;

	private final ListenersEndpoint endpoint;

	ListenersWebEndpointExtension(ListenersEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@WriteOperation
	WebEndpointResponse<Object> act(@Selector String name, @Nullable String action) {
		try {
			Object listener = this.endpoint.act(name, action);
			return (listener != null) ? new WebEndpointResponse<>(listener)
					: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (InvalidEndpointRequestException ex) {
			return problem(ex.getReason(), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (ListenerBindException ex) {
			return problem(FailureText.of(Listener.State.DOWN, ex.getCause()),
					WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
		catch (IllegalStateException | UnsupportedOperationException ex) {
			return problem(ex.getMessage(), CONFLICT);
		}
	}

	private static WebEndpointResponse<Object> problem(@Nullable String error, int status) {
		return new WebEndpointResponse<>(new ConnectionsWebEndpointExtension.Problem(error), status);
	}

}
