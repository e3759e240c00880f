package studio.atelier.generation.work;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of the worker. */
@Configuration(proxyBeanMethods = false)
class WorkConfiguration {

    @Bean
    WorkerIdentity workerName() {
        return WorkerIdentity.ofThisProcess();
    }

    @Bean
    JitteredBackoff waits(WorkerProperties properties) {
        RandomGenerator perThread = () -> ThreadLocalRandom.current().nextLong();
        return new JitteredBackoff(properties, perThread);
    }
}
