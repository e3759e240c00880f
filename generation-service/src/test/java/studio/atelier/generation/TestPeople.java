package studio.atelier.generation;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.test.TestTokens;

/** Users with tokens. */
public class TestPeople implements DisposableBean {

    private final TestTokens tokens = TestTokens.start();

    @Bean
    static DynamicPropertyRegistrar keysOf(TestPeople people) {
        return registry -> registry.add("atelier.auth.jwks-uri", people.tokens::jwksUri);
    }

    /** A new user. */
    public static UserId somebody() {
        return new UserId(UUID.randomUUID());
    }

    /** A token valid for years, since some tests move the clock. */
    public String tokenOf(UserId user) {
        return tokens.of(
                user.value(),
                claims -> claims.expirationTime(Date.from(Instant.now().plus(Duration.ofDays(3650)))));
    }

    @Override
    public void destroy() {
        tokens.close();
    }
}
