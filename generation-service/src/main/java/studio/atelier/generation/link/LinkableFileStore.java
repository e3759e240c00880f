package studio.atelier.generation.link;

import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** A feature whose files can be linked to. */
public interface LinkableFileStore {

    /** The variants of this feature. */
    Set<LinkedFileVariant> linkedVariants();

    /** Finds the file, whoever owns it: the link is the permission to read it. Empty if it is gone. */
    Mono<LinkedFile> findLinkedFile(UUID id, LinkedFileVariant variant);
}
