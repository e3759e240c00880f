/** The Kafka client: topics, publishing and reading of records. */
@NullMarked
package studio.atelier.platform.kafka;

import org.jspecify.annotations.NullMarked;
