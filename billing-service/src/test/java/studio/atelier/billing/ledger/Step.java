package studio.atelier.billing.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;

/** One operation of a random sequence. Holds and keys are numbers, so that a step means the same in every run. */
sealed interface Step {

    /** Places holds; more than one form a group. */
    record Place(
            List<Integer> holds,
            List<Long> amounts,
            PriceUnit unit,
            Funding funding,
            @Nullable Source expected,
            Duration expiresIn)
            implements Step {}

    record Capture(int hold, long amount) implements Step {}

    record Release(int hold) implements Step {}

    record Expire() implements Step {}

    record Give(
            int key, Source source, long amount, @Nullable Duration expiresIn) implements Step {}

    record Read() implements Step {}

    record Close() implements Step {}

    record Wait(Duration time) implements Step {}

    /** A random sequence, the same for the same seed. */
    static List<Step> sequence(long seed, int length) {
        Generator generator = new Generator(new Random(seed));
        return IntStream.range(0, length).mapToObj(n -> generator.next()).toList();
    }

    /** Generates steps that interact: few holds, few keys, many repeats. */
    final class Generator {

        private static final int HOLDS = 14;
        private static final int KEYS = 8;
        private final Random random;
        private final List<Step> made = new ArrayList<>();

        Generator(Random random) {
            this.random = random;
        }

        Step next() {
            Step step = !made.isEmpty() && chance(12) ? made.get(random.nextInt(made.size())) : fresh();
            made.add(step);
            return step;
        }

        private Step fresh() {
            int dice = random.nextInt(100);
            if (dice < 34) {
                return place();
            } else if (dice < 52) {
                return new Step.Capture(random.nextInt(HOLDS), 1 + random.nextInt(5));
            } else if (dice < 64) {
                return new Step.Release(random.nextInt(HOLDS));
            } else if (dice < 80) {
                return give();
            } else if (dice < 88) {
                return new Step.Wait(waiting());
            } else if (dice < 94) {
                return new Step.Expire();
            } else if (dice < 99) {
                return new Step.Read();
            }
            return new Step.Close();
        }

        private Step place() {
            int size = chance(70) ? 1 : 2 + random.nextInt(3);
            List<Integer> holds =
                    random.ints(0, HOLDS).distinct().limit(size).boxed().toList();
            List<Long> amounts = LongStream.generate(() -> 1 + random.nextInt(5))
                    .limit(size)
                    .boxed()
                    .toList();
            PriceUnit unit = chance(80) ? PriceUnit.ACTIONS : chance(50) ? PriceUnit.ENERGY : PriceUnit.DIAMONDS;
            Funding funding = chance(80) ? Funding.AUTO : Funding.FREE;
            Source expected = chance(80) ? null : source();
            return new Step.Place(holds, amounts, unit, funding, expected, Duration.ofHours(1 + random.nextInt(500)));
        }

        private Step give() {
            long amount = chance(75) ? 1 + random.nextInt(8) : -1 - random.nextInt(4);
            Source source = source();
            boolean ends = source == Source.PLAN || chance(40);
            return new Step.Give(
                    random.nextInt(KEYS),
                    source == Source.FREE ? Source.CREDITS : source,
                    amount,
                    ends ? Duration.ofDays(1 + random.nextInt(40)) : null);
        }

        /** Sometimes moves back a little, because another instance's clock may be behind. */
        private Duration waiting() {
            int dice = random.nextInt(100);
            if (dice < 15) {
                return Duration.ofHours(-random.nextInt(72));
            }
            return dice < 55 ? Duration.ofHours(random.nextInt(40)) : Duration.ofDays(random.nextInt(20));
        }

        private Source source() {
            return Source.values()[random.nextInt(Source.values().length - 1)];
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }
    }
}
