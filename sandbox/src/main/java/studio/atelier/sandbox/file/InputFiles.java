package studio.atelier.sandbox.file;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Fetches what a request refers to by address. */
@Component
public class InputFiles {

    private static final int MAX_BYTES = 30 * 1024 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final WebClient http = WebClient.builder()
            .exchangeStrategies(ExchangeStrategies.builder()
                    .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_BYTES))
                    .build())
            .build();

    /** The bytes behind an http address or in a {@code data:} one, or an {@link UnreachableInputException}. */
    public Mono<byte[]> fetch(String address) {
        return orUnreachable(Mono.defer(() -> address.startsWith("data:")
                ? Mono.just(Base64.getMimeDecoder().decode(address.substring(address.indexOf(',') + 1)))
                : http.get().uri(URI.create(address)).retrieve().bodyToMono(byte[].class)));
    }

    /** The same bytes; an {@link UnreachableInputException} if they do not come in time or there are none. */
    public static Mono<byte[]> orUnreachable(Mono<byte[]> bytes) {
        return bytes.timeout(LIMIT)
                .onErrorMap(e -> new UnreachableInputException("an input could not be fetched"))
                .filter(present -> present.length > 0)
                .switchIfEmpty(Mono.error(() -> new UnreachableInputException("an input is empty")));
    }

    /** An input is not available at its address. */
    public static final class UnreachableInputException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreachableInputException(String why) {
            super(why);
        }
    }
}
