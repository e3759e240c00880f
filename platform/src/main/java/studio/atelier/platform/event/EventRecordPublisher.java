package studio.atelier.platform.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sends records to the broker. One of the two interfaces that hide the Kafka client. */
public interface EventRecordPublisher {

    /**
     * Sends the records in their order. After a failed record nothing is sent.
     *
     * @return which records were acknowledged, as far as known; broker errors are part of the result, not failures
     */
    Mono<PublishedRecords> publishRecords(List<OutboundEventRecord> records);

    /**
     * The outcome of a send.
     *
     * @param acknowledged ids of those that every in-sync replica has
     * @param failure the first error, or null
     */
    record PublishedRecords(
            Set<Long> acknowledged, @Nullable Throwable failure) {}
}
