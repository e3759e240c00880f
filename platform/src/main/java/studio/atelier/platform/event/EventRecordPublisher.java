package studio.atelier.platform.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sends records to the broker. One of the two interfaces that hide the Kafka client. */
interface EventRecordPublisher {

    /**
     * Sends the records in their order, and none behind one that failed.
     *
     * @return what became of them, as far as that is known; never fails for what the broker says
     */
    Mono<PublishedRecords> publishRecords(List<OutboundEventRecord> records);

    /**
     * What became of the records.
     *
     * @param acknowledged ids of those that every in-sync replica has
     * @param failure the first thing that went wrong, or null
     */
    record PublishedRecords(
            Set<Long> acknowledged, @Nullable Throwable failure) {}
}
