package studio.atelier.platform.http;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;

/** HTTP clients for external services. */
@AutoConfiguration(after = WebClientAutoConfiguration.class)
class OutboundAutoConfiguration {

    @Bean
    WebClientCustomizer outboundLog() {
        return builder -> builder.filter(new OutboundCallLog());
    }

    @Bean
    @ConditionalOnMissingBean
    OutboundHttpClients outboundHttp(WebClient.Builder builder) {
        return new OutboundHttpClients(builder);
    }
}
