package studio.atelier.platform.logging;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Request logs, and the trace and the user in every line. */
@AutoConfiguration
class LoggingAutoConfiguration {

    /** What travels from Reactor's context into the thread at every step: no more than the lines of the log need. */
    @Bean
    static InitializingBean threadLocalsOfLogs() {
        return () -> {
            ContextRegistry registry = ContextRegistry.getInstance();
            registry.getThreadLocalAccessors().stream()
                    .map(ThreadLocalAccessor::key)
                    .filter(key -> !key.equals(ObservationThreadLocalAccessor.KEY))
                    .toList()
                    .forEach(registry::removeThreadLocalAccessor);
            registry.registerThreadLocalAccessor(new UserInLogs());
        };
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    RequestLog requestLog() {
        return new RequestLog();
    }
}
