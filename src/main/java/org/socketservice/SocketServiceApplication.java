package org.socketservice;

import org.socketservice.cli.Program;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The runnable program: the service and the commands to talk to it.
 */
@SpringBootApplication
public class SocketServiceApplication {

	/**
	 * Start the service or run a command.
	 * @param args a command with its options, or Spring arguments
	 */
	public static void main(String[] args) {
		Program.run(SocketServiceApplication.class, args);
	}

}
