package studio.atelier.sandbox.kie;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.file.StoredFile;
import studio.atelier.sandbox.file.StoredFiles;

/** Fetches a task's inputs by address; those stored here are not fetched over the network. */
@Component
class KieInputs {

    private static final int MAX_BYTES = 30 * 1024 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final StoredFiles files;
    private final String ownFiles;
    private final WebClient http = WebClient.builder()
            .exchangeStrategies(ExchangeStrategies.builder()
                    .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_BYTES))
                    .build())
            .build();

    KieInputs(StoredFiles files, SandboxProperties properties) {
        this.files = files;
        this.ownFiles = properties.url() + "/kie-files/";
    }

    /** The input's bytes, or an {@link UnreachableInputException}. */
    Mono<byte[]> fetch(String address) {
        return Mono.defer(() -> own(address).map(files::readWhole).orElseGet(() -> get(address)))
                .timeout(LIMIT)
                .onErrorMap(e -> new UnreachableInputException("an input could not be fetched"))
                .switchIfEmpty(Mono.error(() -> new UnreachableInputException("an input is empty")));
    }

    private Optional<StoredFile> own(String address) {
        return address.startsWith(ownFiles) ? files.find(address.substring(ownFiles.length())) : Optional.empty();
    }

    private Mono<byte[]> get(String address) {
        return http.get().uri(URI.create(address)).retrieve().bodyToMono(byte[].class);
    }

    /** An input is not available at its address. */
    static class UnreachableInputException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreachableInputException(String why) {
            super(why);
        }
    }
}
