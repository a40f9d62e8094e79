package org.socketservice;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The runnable service: the library with a web server for the actuator.
 */
@SpringBootApplication
public class SocketServiceApplication {

	public static void main(String[] args) {
		SpringApplication.run(SocketServiceApplication.class, args);
	}

}
