package studio.atelier.generation.link;

import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** A feature whose pictures can be linked to; each variant belongs to one. */
public interface LinkedFiles {

    /** The variants this feature has. */
    Set<Variant> variants();

    /** Finds the file, whoever it belongs to: the link has proved that its reader may see it. Empty if it is gone. */
    Mono<LinkedFile> find(UUID id, Variant variant);
}
