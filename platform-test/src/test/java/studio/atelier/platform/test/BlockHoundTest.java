package studio.atelier.platform.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class BlockHoundTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    void aBlockingCallOnAnEventLoopFailsTheTest() {
        StepVerifier.create(onEventLoop(() -> {
                    TimeUnit.MILLISECONDS.sleep(1);
                    return "blocked";
                }))
                .expectErrorSatisfies(error -> assertThat(error).isInstanceOf(BlockingOperationError.class))
                .verify(LIMIT);
    }

    @Test
    void randomIdsAreFine() {
        StepVerifier.create(onEventLoop(UUID::randomUUID))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    private static <T> Mono<T> onEventLoop(Callable<T> step) {
        return Mono.fromCallable(step).subscribeOn(Schedulers.parallel());
    }
}
