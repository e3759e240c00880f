package studio.atelier.generation.link;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.security.PublicPathPatterns;

/** Permits signed links without an access token. */
@Configuration(proxyBeanMethods = false)
class LinkConfiguration {

    @Bean
    PublicPathPatterns linkedPictures() {
        return PublicPathPatterns.of("/images/**");
    }
}
