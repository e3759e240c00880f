package studio.atelier.platform;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** The smallest possible service: only the platform. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class ServiceUnderTest {}
