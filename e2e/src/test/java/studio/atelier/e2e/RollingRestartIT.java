package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Services are stopped and started one after the other while users work: what was accepted is done and charged once.
 * The stack has one instance of each service. While it restarts, its requests are refused with 503 and
 * {@code Retry-After}, and those to the gateway find no listener; nothing else may happen to a request. Too slow for an
 * ordinary run: {@code -Datelier.e2e.rounds=1} restarts two services once, {@code -Datelier.e2e.rounds=20} each of the
 * five twenty times.
 */
@EnabledIfSystemProperty(named = "atelier.e2e.rounds", matches = "\\d+")
@WholeStack
class RollingRestartIT {

    /** The services that a single round restarts, for lack of time. */
    private static final List<String> BUSIEST = List.of("generation-service", "gateway-service");

    private static final int SPENDERS = 2;
    private static final int READERS = 1;

    @Test
    void failNoRequestThatWasAccepted(Stack stack, Sandbox sandbox) throws InterruptedException, ExecutionException {
        sandbox.kie(Map.of("latencyMinMs", 500, "latencyMaxMs", 1500, "accountLimit", false, "drawing", "TINY"));
        UserLoad load = new UserLoad(stack, sandbox);
        List<Duration> restarts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(SPENDERS + READERS)) {
            List<Future<?>> users = Stream.concat(
                            Collections.nCopies(SPENDERS, (Runnable) load::spend).stream(),
                            Collections.nCopies(READERS, (Runnable) load::read).stream())
                    .<Future<?>>map(threads::submit)
                    .toList();
            try {
                load.awaitCompletedJob();
                for (FaultRound round : FaultRound.all()) {
                    restarts.addAll(restartInTurn(servicesOf(round), load, stack));
                }
                load.awaitCompletedJob();
            } finally {
                load.stop();
            }
            for (Future<?> user : users) {
                user.get();
            }
        }

        Collections.sort(restarts);
        System.out.printf(
                "ROLLING RESTARTS %d (%s and on), until served again: median %d ms, longest %d ms; %s%n",
                restarts.size(),
                FaultRound.all().getFirst(),
                restarts.get(restarts.size() / 2).toMillis(),
                restarts.getLast().toMillis(),
                load);
        assertThat(load.violations()).isEmpty();
    }

    private static List<String> servicesOf(FaultRound round) {
        List<String> services = new ArrayList<>(FaultRound.ROUNDS == 1 ? BUSIEST : WholeStack.Extension.SERVICES);
        Collections.shuffle(services, round.chances("rolling restart"));
        return services;
    }

    /** Restarts each service once the one before serves requests again. */
    private static List<Duration> restartInTurn(List<String> services, UserLoad load, Stack stack) {
        List<Duration> restarts = new ArrayList<>();
        for (String service : services) {
            long begun = System.nanoTime();
            load.serviceRestarts(service);
            stack.restart(List.of(service));
            load.awaitAnswerOf(service);
            restarts.add(Duration.ofNanos(System.nanoTime() - begun));
        }
        return restarts;
    }
}
