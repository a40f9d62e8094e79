package example;

import org.socketservice.service.MessageService;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class ReverseApplication {

	@Bean
	MessageService reverse() {
		return MessageService.text((text) -> new StringBuilder(text).reverse().toString());
	}

	public static void main(String[] args) {
		SpringApplication.run(ReverseApplication.class, args);
	}

}
