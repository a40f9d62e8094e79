package org.socketservice.cli;

import java.io.IOException;
import java.net.InetAddress;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.socketservice.cli.launch.ServiceFile;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Leaves word for {@code check} of where the service answers for its readiness, once the
 * web server with the actuator listens.
 */
final class ReadinessUrl implements ApplicationListener<WebServerInitializedEvent> {

	private static final Log logger = LogFactory.getLog(ReadinessUrl.class);

	private final ServiceFile file;

	ReadinessUrl(ServiceFile file) {
		this.file = file;
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		WebServerApplicationContext context = event.getApplicationContext();
		boolean management = "management".equals(context.getServerNamespace());
		ManagementPortType ports = ManagementPortType.get(context.getEnvironment());
		if (ports != (management ? ManagementPortType.DIFFERENT : ManagementPortType.SAME)) {
			return;
		}
		String path = path(context, management);
		if (path == null) {
			return;
		}
		try {
			this.file.write(ProcessHandle.current().pid(),
					server(context, management) + ":" + event.getWebServer().getPort() + path + "/readiness");
		}
		catch (IOException ex) {
			logger.warn("The command check has to be told --url: cannot write " + this.file.path() + ": " + ex);
		}
	}

	private static @Nullable String path(WebServerApplicationContext context, boolean management) {
		PathMappedEndpoints endpoints = context.getBeanProvider(PathMappedEndpoints.class).getIfAvailable();
		String path = (endpoints != null) ? endpoints.getPath(EndpointId.of("health")) : null;
		if (path == null) {
			return null;
		}
		return (management ? context.getBean(ManagementServerProperties.class).getBasePath()
				: context.getEnvironment().getProperty("spring.webflux.base-path", "")) + path;
	}

	private static String server(WebServerApplicationContext context, boolean management) {
		InetAddress address;
		Ssl ssl;
		if (management) {
			ManagementServerProperties properties = context.getBean(ManagementServerProperties.class);
			address = properties.getAddress();
			ssl = properties.getSsl();
		}
		else {
			ServerProperties properties = context.getBean(ServerProperties.class);
			address = properties.getAddress();
			ssl = properties.getSsl();
		}
		return (Ssl.isEnabled(ssl) ? "https://" : "http://") + host(address);
	}

	private static String host(@Nullable InetAddress address) {
		if (address == null || address.isAnyLocalAddress()) {
			return "127.0.0.1";
		}
		String host = address.getHostAddress();
		return (host.indexOf(':') >= 0) ? "[" + host + "]" : host;
	}

	void remove() {
		try {
			this.file.remove(ProcessHandle.current().pid());
		}
		catch (IOException ex) {
			logger.debug("Cannot remove " + this.file.path(), ex);
		}
	}

}
