package studio.atelier.platform.security;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the access token checks.
 *
 * @param jwksUri where the auth service publishes its public keys
 * @param issuer {@code iss} that a token must have
 * @param audience one of {@code aud} that a token must have
 * @param clockSkew tolerated offset of the issuer's clock
 * @param keysFreshFor how long keys are used before they are read again; if that fails, the old ones stay in use
 */
@Validated
@ConfigurationProperties("atelier.auth")
record AuthProperties(
        @NotNull URI jwksUri,
        @NotBlank @DefaultValue("atelier") String issuer,
        @NotBlank @DefaultValue("atelier") String audience,
        @NotNull @DefaultValue("5s") Duration clockSkew,
        @NotNull @DefaultValue("5m") Duration keysFreshFor) {}
