package studio.atelier.platform.event;

import java.time.Instant;
import java.util.UUID;
import studio.atelier.contracts.event.AtelierEvent;

/**
 * A received event.
 *
 * @param id the CloudEvents id; the same for every delivery of it
 * @param source the service that published it
 * @param time when it was written to the outbox
 * @param event the content
 */
public record ReceivedEvent<E extends AtelierEvent>(UUID id, String source, Instant time, E event) {}
