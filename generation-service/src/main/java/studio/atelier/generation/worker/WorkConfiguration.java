package studio.atelier.generation.worker;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.generation.run.JitteredBackoff;
import studio.atelier.generation.run.WorkerProperties;

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
