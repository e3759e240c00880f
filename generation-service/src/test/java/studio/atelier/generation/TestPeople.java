package studio.atelier.generation;

import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.test.TestTokens;

/** People with tokens. */
public class TestPeople {

    @Bean(destroyMethod = "close")
    static TestTokens testTokens() {
        return TestTokens.start();
    }

    @Bean
    static DynamicPropertyRegistrar keysOf(TestTokens tokens) {
        return registry -> registry.add("atelier.auth.jwks-uri", tokens::jwksUri);
    }

    /** Somebody nobody has seen before. */
    public static UserId somebody() {
        return new UserId(UUID.randomUUID());
    }
}
