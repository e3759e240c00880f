package studio.atelier.generation;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the generation service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class GenerationApplication {

    /** Starts it. */
    public static void main(String[] arguments) {
        SpringApplication.run(GenerationApplication.class, arguments);
    }
}
