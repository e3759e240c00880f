package studio.atelier.sandbox.kie;

import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.file.InputFiles;
import studio.atelier.sandbox.file.StoredFile;
import studio.atelier.sandbox.file.StoredFiles;

/** Fetches a task's inputs by address; those stored here are not fetched over the network. */
@Component
class KieInputs {

    private final StoredFiles files;
    private final InputFiles others;
    private final String ownFiles;

    KieInputs(StoredFiles files, InputFiles others, SandboxProperties properties) {
        this.files = files;
        this.others = others;
        this.ownFiles = properties.url() + "/kie-files/";
    }

    /** The input's bytes, or an {@link InputFiles.UnreachableInputException}. */
    Mono<byte[]> fetch(String address) {
        return Mono.defer(() -> own(address)
                .map(file -> InputFiles.orUnreachable(files.readWhole(file)))
                .orElseGet(() -> others.fetch(address)));
    }

    private Optional<StoredFile> own(String address) {
        return address.startsWith(ownFiles) ? files.find(address.substring(ownFiles.length())) : Optional.empty();
    }
}
