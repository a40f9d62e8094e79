package org.socketservice;

import org.socketservice.cli.Program;
import org.socketservice.service.MessageService;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * The runnable program: the service and the commands to talk to it. Everything wires
 * itself, so nothing is scanned for components; and where Spring Integration and Jackson
 * scan for theirs, they are shown a small package.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@AutoConfigurationPackage(basePackageClasses = MessageService.class)
public class SocketServiceApplication {

	/**
	 * Start the service or run a command.
	 * @param args a command with its options, or Spring arguments
	 */
	public static void main(String[] args) {
		Program.run(SocketServiceApplication.class, args);
	}

}
