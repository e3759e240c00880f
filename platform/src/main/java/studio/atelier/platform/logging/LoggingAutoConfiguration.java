package studio.atelier.platform.logging;

import io.micrometer.context.ContextRegistry;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import studio.atelier.platform.trace.CurrentTraceAndUser;

/** Request logs, and trace and user in every log line. */
@AutoConfiguration
class LoggingAutoConfiguration {

    @Bean
    static InitializingBean workOfThreads() {
        return () -> CurrentTraceAndUser.travelAloneIn(ContextRegistry.getInstance());
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    InboundRequestLog requestLog() {
        return new InboundRequestLog();
    }
}
