package studio.atelier.platform;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import studio.atelier.platform.test.AtelierInfrastructure;

/** A test in a {@link ServiceUnderTest} with its own test space. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@AtelierInfrastructure
@SpringBootTest(
        classes = ServiceUnderTest.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.import=classpath:atelier-platform.yml",
            "spring.application.name=test-service",
            "management.server.port=0"
        })
public @interface PlatformTest {}
