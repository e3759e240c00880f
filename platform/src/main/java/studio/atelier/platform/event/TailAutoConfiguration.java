package studio.atelier.platform.event;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import studio.atelier.platform.PlatformAutoConfiguration;

/** Reading the events of topics without a consumer group. */
@AutoConfiguration(after = {PlatformAutoConfiguration.class, KafkaAutoConfiguration.class})
class TailAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    EventTailReader eventTail(
            EventRecordSource source,
            EventRecordReader reader,
            KafkaTopicSetup topics,
            KafkaBrokerNames names,
            KafkaProperties properties,
            Clock clock) {
        return new KafkaEventTailReader(source, reader, topics, names, properties.partitions(), clock);
    }
}
