package studio.atelier.platform.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import reactor.core.publisher.Mono;
import studio.atelier.platform.language.LocalizedMessages;
import tools.jackson.databind.json.JsonMapper;

/** Problem details for all errors of a request. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
class WebAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ProblemExceptionHandler problemExceptionHandler(JsonMapper json) {
        return new ProblemExceptionHandler(problemTexts(), json);
    }

    @Bean
    UnusableRequestFilter unusableRequestFilter() {
        return new UnusableRequestFilter();
    }

    @Bean
    WebFluxConfigurer clientTextReader(JsonMapper json) {
        JsonMapper reader = ClientTextRules.readerOf(json);
        return new WebFluxConfigurer() {

            @Override
            public void configureHttpMessageCodecs(ServerCodecConfigurer codecs) {
                codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(reader));
            }
        };
    }

    /** The service's texts take precedence over the platform's. */
    private static MessageSource problemTexts() {
        return new ClassPathResource("i18n/problems.properties").exists()
                ? LocalizedMessages.readBundles("i18n/problems", "i18n/platform-problems")
                : LocalizedMessages.readBundles("i18n/platform-problems");
    }

    /** Handles the request firewall's refusals, which would otherwise have no body. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ServerExchangeRejectedHandler.class)
    static class RequestFirewallConfiguration {

        @Bean
        ServerExchangeRejectedHandler malformedRequest() {
            return (exchange, rejected) -> Mono.error(CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST));
        }
    }
}
