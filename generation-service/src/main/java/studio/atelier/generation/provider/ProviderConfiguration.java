package studio.atelier.generation.provider;

import java.net.InetAddress;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans that the providers share. */
@Configuration(proxyBeanMethods = false)
class ProviderConfiguration {

    @Bean
    PublicNameResolverGroup.HostAddressLookup outsideNames() {
        return InetAddress::getAllByName;
    }
}
