package studio.atelier.generation.link;

import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** A feature whose pictures can be linked to; each variant belongs to one. */
public interface LinkableFileStore {

    /** The variants this feature has. */
    Set<LinkedFileVariant> linkedVariants();

    /** Finds the file, whoever it belongs to: the link has proved that its reader may see it. Empty if it is gone. */
    Mono<LinkedFile> findLinkedFile(UUID id, LinkedFileVariant variant);
}
