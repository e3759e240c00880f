package studio.atelier.platform.test;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Makes a {@link TestSpace} for a Spring context and puts its properties before all others.
 *
 * @param test the test class if it has its own servers; null if test classes may share contexts
 */
record InfrastructureCustomizer(@Nullable Class<?> test) implements ContextCustomizer {

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        // Registered singletons are destroyed in reverse order after every other bean: the space, then its servers.
        ServerAddresses addresses =
                test == null ? SharedServers.get() : ownServers(context).addresses();
        TestSpace space = TestSpace.create(addresses);
        register(context, "atelierTestSpace", space);
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("atelier test infrastructure", space.properties()));
    }

    private static OwnServers ownServers(ConfigurableApplicationContext context) {
        OwnServers servers = OwnServers.start();
        register(context, "atelierOwnServers", servers);
        return servers;
    }

    private static void register(ConfigurableApplicationContext context, String name, AutoCloseable bean) {
        var factory = (DefaultSingletonBeanRegistry) context.getBeanFactory();
        factory.registerSingleton(name, bean);
        factory.registerDisposableBean(name, bean::close);
    }
}
