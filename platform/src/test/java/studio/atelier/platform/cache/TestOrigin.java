package studio.atelier.platform.cache;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Where a cache under test loads from; the n-th value of key {@code a} is {@code a<n>}. */
final class TestOrigin {

    private final Map<String, AtomicInteger> loads = new ConcurrentHashMap<>();
    private volatile Function<String, Mono<String>> answer = Mono::just;

    Mono<String> loadValue(String key) {
        return Mono.defer(() -> {
            int load = loads.computeIfAbsent(key, name -> new AtomicInteger()).incrementAndGet();
            return answer.apply(key + load);
        });
    }

    int countLoads(String key) {
        return loads.containsKey(key) ? loads.get(key).get() : 0;
    }

    int countLoads() {
        return loads.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Answers with a function of the next value. */
    void answerWith(Function<String, Mono<String>> answer) {
        this.answer = answer;
    }

    void answerAtOnce() {
        answerWith(Mono::just);
    }

    void fail() {
        answerWith(value -> Mono.error(new IllegalStateException("no " + value)));
    }
}
