package studio.atelier.e2e;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * One repetition of a fault test. The seed determines what the test chooses by chance, and is in its output:
 * {@code -Datelier.e2e.rounds=20} makes twenty repetitions, with the seeds from {@code -Datelier.e2e.seed} on.
 *
 * @param number 1 for the first
 */
record FaultRound(long number, long seed) {

    static final int ROUNDS = Integer.getInteger("atelier.e2e.rounds", 1);

    private static final long FIRST_SEED = Long.getLong("atelier.e2e.seed", 20_261_130L);

    /** All rounds, in order. */
    static List<FaultRound> all() {
        return LongStream.range(0, ROUNDS)
                .mapToObj(index -> new FaultRound(index + 1, FIRST_SEED + index))
                .toList();
    }

    /** The rounds of each of these. */
    static Stream<Arguments> ofEach(String... points) {
        return Stream.of(points).flatMap(point -> all().stream().map(round -> Arguments.of(point, round)));
    }

    /** The chances of this round, which the output names; those of different tests are independent. */
    RandomGenerator chances(String test) {
        System.out.printf("FAULT ROUND of %s: %s%n", test, this);
        return new SplittableRandom(31 * seed + test.hashCode());
    }

    @Override
    public String toString() {
        return "round " + number + ", seed " + seed;
    }
}
