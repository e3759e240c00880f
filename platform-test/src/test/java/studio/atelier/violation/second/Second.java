package studio.atelier.violation.second;

import org.apache.kafka.common.TopicPartition;
import studio.atelier.violation.first.First;

public record Second(First first, TopicPartition partition) {}
