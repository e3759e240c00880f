package studio.atelier.sandbox.pollinations;

import java.util.Map;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.BoundedMap;
import studio.atelier.sandbox.Resettable;
import studio.atelier.sandbox.fault.ImageProvider;
import studio.atelier.sandbox.file.StoredFile;
import studio.atelier.sandbox.file.StoredFiles;
import studio.atelier.sandbox.provider.ProviderCalls;

/** Images by request: a repeated request waits for the same image, or gets it again, and is not billed again. */
@Component
class PollinationsCache implements Resettable {

    private static final int KEPT = 1000;

    private final StoredFiles files;
    private final ProviderCalls calls;
    private final Map<String, Mono<StoredFile>> byRequest = new BoundedMap<>(KEPT);

    PollinationsCache(StoredFiles files, ProviderCalls calls) {
        this.files = files;
        this.calls = calls;
    }

    /**
     * The image of this request. It is made even if the caller goes away meanwhile.
     *
     * @param request everything that determines the image
     * @param make makes and stores the image if the request is new; a failure is forgotten
     */
    Mono<StoredFile> findOrMake(String request, Supplier<Mono<StoredFile>> make) {
        return find(request, make)
                .filter(file -> files.find(file.name()).isPresent())
                .switchIfEmpty(Mono.defer(() -> {
                    forget(request);
                    return find(request, make);
                }));
    }

    private synchronized Mono<StoredFile> find(String request, Supplier<Mono<StoredFile>> make) {
        Mono<StoredFile> present = byRequest.get(request);
        if (present != null) {
            calls.count(ImageProvider.POLLINATIONS, "cached");
            return present;
        }
        Mono<StoredFile> made = make.get().doOnError(error -> forget(request)).cache();
        byRequest.put(request, made);
        return made;
    }

    private synchronized void forget(String request) {
        byRequest.remove(request);
    }

    @Override
    public synchronized void reset() {
        byRequest.clear();
    }
}
