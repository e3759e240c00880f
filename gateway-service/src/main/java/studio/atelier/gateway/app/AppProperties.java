package studio.atelier.gateway.app;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Mini App's files.
 *
 * @param location where the built app lies: on the class path as a rule
 */
@Validated
@ConfigurationProperties("atelier.app")
public record AppProperties(
        @DefaultValue("classpath:/webapp/") @NotBlank String location) {}
