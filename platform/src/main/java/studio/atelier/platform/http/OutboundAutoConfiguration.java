package studio.atelier.platform.http;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** HTTP clients for external services. */
@AutoConfiguration(after = WebClientAutoConfiguration.class)
class OutboundAutoConfiguration {

    @Bean
    WebClientCustomizer outboundLog() {
        return builder -> builder.filter(new OutboundCallLog());
    }

    @Bean
    OutboundHttpClients outboundHttpClients() {
        return new OutboundHttpClients();
    }
}
