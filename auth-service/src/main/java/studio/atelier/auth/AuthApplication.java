package studio.atelier.auth;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the auth service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class AuthApplication {

    /** Starts it. */
    public static void main(String[] arguments) {
        SpringApplication.run(AuthApplication.class, arguments);
    }
}
