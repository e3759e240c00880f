package studio.atelier.generation.link;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.platform.security.PublicPaths;

/** Opens the door for links: whoever opens one has no token. */
@Configuration(proxyBeanMethods = false)
class LinkConfiguration {

    @Bean
    PublicPaths linkedPictures() {
        return PublicPaths.of("/images/**");
    }
}
