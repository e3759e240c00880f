package studio.atelier.platform.tail;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import studio.atelier.platform.PlatformAutoConfiguration;
import studio.atelier.platform.event.EventRecordReader;
import studio.atelier.platform.event.EventRecordSource;
import studio.atelier.platform.kafka.KafkaAutoConfiguration;
import studio.atelier.platform.kafka.KafkaBrokerNames;
import studio.atelier.platform.kafka.KafkaProperties;
import studio.atelier.platform.kafka.KafkaTopicSetup;

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
