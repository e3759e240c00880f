package studio.atelier.billing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistrar;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestTokens;

/** The whole service over HTTP and Kafka. All tests share one context, so each test has its own user. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@AtelierInfrastructure
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"management.server.port=0", "atelier.billing.holds.expiry-interval=1h"})
@AutoConfigureWebTestClient(timeout = "20s")
@Import({BillingServiceTest.Tokens.class, Person.Factory.class})
public @interface BillingServiceTest {

    /** Stands in for the auth service. */
    class Tokens {

        @Bean(destroyMethod = "close")
        TestTokens testTokens() {
            return TestTokens.start();
        }

        @Bean
        DynamicPropertyRegistrar jwks(TestTokens tokens) {
            return registry -> registry.add("atelier.auth.jwks-uri", tokens::jwksUri);
        }
    }
}
