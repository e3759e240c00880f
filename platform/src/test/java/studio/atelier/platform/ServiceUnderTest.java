package studio.atelier.platform;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** The smallest service there can be: nothing but the platform. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class ServiceUnderTest {}
