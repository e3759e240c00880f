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
import studio.atelier.local.stack.Environment;
import studio.atelier.local.stack.StackDirectory;

/**
 * Says whether what must hold whatever breaks (I1 to I10) holds in a stack, by asking its databases, broker and logs.
 */
public final class Oracle {

    private final Evidence evidence;

    private Oracle(Evidence evidence) {
        this.evidence = evidence;
    }

    /**
     * The oracle of a stack that was started.
     *
     * @param grace how long work may be under way before it counts as stuck; zero once a test has waited for all of it
     */
    public static Oracle of(StackDirectory directory, Duration grace) {
        return new Oracle(new Evidence(directory, Environment.ofLastStart(directory), grace));
    }

    /** All invariants in their order, looked at together. One that could not be checked counts as broken. */
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
        } catch (SQLException | IOException | KafkaException | DoctorException e) {
            violations = List.of("could not be checked: " + e.getMessage());
        }
        return new Verdict(invariant.code(), invariant.sentence(), violations);
    }

    private static int number(Invariant invariant) {
        return Integer.parseInt(invariant.code().substring(1));
    }
}
