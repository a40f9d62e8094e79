package org.socketservice.transport;

import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.socketservice.connection.TlsFailure;

/**
 * Tells failures of TLS handshakes apart, by type where there is one and by the words of
 * the Java platform where there is none.
 */
public final class TlsFailures {

	private TlsFailures() {
	}

	/**
	 * Why a handshake failed.
	 * @param failure what Netty has reported
	 * @return never {@code null}
	 */
	public static TlsFailure of(Throwable failure) {
		TlsFailure found = TlsFailure.OTHER;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			TlsFailure more = ofOne(cause);
			if (more != TlsFailure.OTHER) {
				found = more; // the innermost knows best
			}
		}
		return found;
	}

	private static TlsFailure ofOne(Throwable cause) {
		return switch (cause) {
			case SslHandshakeTimeoutException timeout -> TlsFailure.TIMEOUT;
			case NotSslRecordException garbage -> TlsFailure.NOT_TLS;
			case ClosedChannelException closed -> TlsFailure.CLOSED;
			case CertificateExpiredException expired -> TlsFailure.CERTIFICATE_EXPIRED;
			case CertificateNotYetValidException early -> TlsFailure.CERTIFICATE_EXPIRED;
			case CertPathValidatorException path -> TlsFailure.CERTIFICATE_REJECTED;
			case CertificateException certificate -> TlsFailure.CERTIFICATE_REJECTED;
			default -> ofText(String.valueOf(cause.getMessage()));
		};
	}

	private static TlsFailure ofText(String message) {
		if (message.contains("Empty client certificate chain")) {
			return TlsFailure.NO_CERTIFICATE;
		}
		if (message.contains("Received fatal alert")) {
			return TlsFailure.REFUSED_BY_PEER;
		}
		if (message.contains("Connection reset") || message.contains("Broken pipe")) {
			return TlsFailure.CLOSED;
		}
		if (message.contains("PKIX")) {
			return TlsFailure.CERTIFICATE_REJECTED;
		}
		boolean none = message.contains("in common") || message.contains("not enabled or supported")
				|| message.contains("not accepted by");
		return none ? TlsFailure.NO_COMMON_PROTOCOL : TlsFailure.OTHER;
	}

}
