package studio.atelier.local.doctor;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.StackDirectory;

/** Checks the invariants (I1 to I10) of a stack in its databases, broker and logs. */
public final class Oracle {

    private final Evidence evidence;

    private Oracle(Evidence evidence) {
        this.evidence = evidence;
    }

    /**
     * Creates the oracle of a started stack.
     *
     * @param grace how long work may take before it counts as stuck; zero once a test has waited for all of it
     */
    public static Oracle of(StackDirectory directory, Duration grace) {
        return new Oracle(new Evidence(directory, Environment.ofLastStart(directory), grace));
    }

    /** Checks all invariants concurrently and returns them in order. One that cannot be checked counts as broken. */
    public List<Verdict> check() {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<CompletableFuture<Verdict>> verdicts = Stream.of(
                            Money.invariants(), Jobs.invariants(), Operation.invariants())
                    .flatMap(List::stream)
                    .sorted((one, other) -> Integer.compare(number(one), number(other)))
                    .map(invariant -> CompletableFuture.supplyAsync(() -> check(invariant), threads))
                    .toList();
            return verdicts.stream().map(CompletableFuture::join).toList();
        }
    }

    private Verdict check(Invariant invariant) {
        List<String> violations;
        try {
            violations = invariant.check().violations(evidence);
        } catch (SQLException | IOException | KafkaException e) {
            violations = List.of("could not be checked: " + e.getMessage());
        }
        return new Verdict(invariant.code(), invariant.sentence(), violations);
    }

    private static int number(Invariant invariant) {
        return Integer.parseInt(invariant.code().substring(1));
    }
}
