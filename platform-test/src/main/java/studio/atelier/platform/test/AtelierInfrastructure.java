package studio.atelier.platform.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class real PostgreSQL, Kafka and Redis.
 *
 * <p>With Spring, each application context gets its own database and its own prefixes for topics, groups and keys, as
 * the properties listed at {@link TestSpace#properties()}; they are deleted when the context closes. Without Spring, a
 * test or lifecycle method takes a {@link TestSpace} as a parameter; it lives as long as the test class.
 *
 * <p>The servers are started once per build and shared. A test that kills, stops or floods one sets {@link #own()}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(InfrastructureExtension.class)
public @interface AtelierInfrastructure {

    /**
     * Whether to start servers for this class alone, always embedded. The test gets {@link OwnServers} as a parameter
     * or as a bean of its context, and may stop, kill and start them.
     */
    boolean own() default false;
}
