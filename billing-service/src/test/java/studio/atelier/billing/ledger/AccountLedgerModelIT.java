package studio.atelier.billing.ledger;

import static org.assertj.core.api.Assertions.fail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestSpace;

/**
 * Runs random sequences of operations on the ledger in PostgreSQL and on a model in memory, and compares each answer. A
 * failure prints the seed and the shortest failing sequence found. Properties: {@code ledger.model.sequences} (500),
 * {@code ledger.model.seed} (of the first sequence).
 */
@AtelierInfrastructure
class AccountLedgerModelIT {

    private static final int STEPS = 50;
    private static final int WORKERS = 4;
    private static final int SEQUENCES = Integer.getInteger("ledger.model.sequences", 500);
    private static final long SEED = Long.getLong("ledger.model.seed", System.nanoTime());

    @Test
    void answersAsTheModelDoes(TestSpace space) {
        Optional<String> failure = IntStream.range(0, WORKERS)
                .parallel()
                .mapToObj(worker -> firstFailure(space, worker))
                .flatMap(Optional::stream)
                .findAny();
        failure.ifPresent(text -> fail(text));
    }

    private static Optional<String> firstFailure(TestSpace space, int worker) {
        try (TestLedger ledger = TestLedger.in(space, "model_" + worker, 1)) {
            Optional<String> failure = LongStream.range(0, SEQUENCES)
                    .filter(n -> n % WORKERS == worker)
                    .mapToObj(n -> failure(ledger, SEED + n))
                    .flatMap(Optional::stream)
                    .findFirst();
            ledger.assertSound();
            return failure;
        }
    }

    private static Optional<String> failure(TestLedger ledger, long seed) {
        List<Step> steps = Step.sequence(seed, STEPS);
        if (difference(ledger, steps) == null) {
            return Optional.empty();
        }
        List<Step> shortest = shrink(ledger, steps);
        return Optional.of("seed %d, shrunk to %d steps:%n%s%n%s"
                .formatted(
                        seed,
                        shortest.size(),
                        shortest.stream().map(Step::toString).collect(Collectors.joining("\n")),
                        difference(ledger, shortest)));
    }

    /** Removes steps, first many at a time and then single ones, as long as the rest still fails. */
    private static List<Step> shrink(TestLedger ledger, List<Step> failing) {
        List<Step> shortest = failing;
        for (int size = failing.size() / 2; size > 0; size = size == 1 ? 0 : size / 2) {
            for (int from = 0; from + size <= shortest.size(); ) {
                List<Step> shorter = new ArrayList<>(shortest);
                shorter.subList(from, from + size).clear();
                if (difference(ledger, shorter) != null) {
                    shortest = shorter;
                } else {
                    from += size;
                }
            }
        }
        return shortest;
    }

    /** Runs the steps for a new user. */
    private static @Nullable String difference(TestLedger ledger, List<Step> steps) {
        ledger.clock.turnTo(TestLedger.START);
        return new Run(ledger).difference(steps);
    }

    private static final class Run {

        private final TestLedger ledger;
        private final LedgerModel model = new LedgerModel(TestLedger.START);
        private final UserId user = TestLedger.someone();
        private final Map<Integer, UUID> holds = new HashMap<>();

        Run(TestLedger ledger) {
            this.ledger = ledger;
        }

        @Nullable
        String difference(List<Step> steps) {
            for (Step step : Stream.concat(steps.stream(), Stream.of(new Step.Expire(), new Step.Read()))
                    .toList()) {
                String difference = difference(step);
                if (difference != null) {
                    return "at " + step + ": " + difference;
                }
            }
            return null;
        }

        private @Nullable String difference(Step step) {
            Balance before = model.balance();
            List<String> expected = model.apply(step);
            ledger.clock.turnTo(model.now());
            try {
                Answer answer = apply(step);
                if (!expected.equals(answer.lines())) {
                    return "expected " + expected + " but was " + answer.lines();
                } else if (answer.balance() == null) {
                    return before.equals(model.balance()) || step instanceof Step.Close
                            ? null
                            : "the ledger tells of no change, but there is one to " + model.balance();
                } else if (!answer.balance().equals(model.balance()) && !closed()) {
                    return "expected " + model.balance() + " but was " + answer.balance();
                }
                return null;
            } catch (RuntimeException e) {
                return e.toString();
            }
        }

        /** The model opens a new account when the old one closes; the ledger opens it at the next access. */
        private boolean closed() {
            return model.balance().free().renewsAt().equals(Instant.EPOCH);
        }

        private Answer apply(Step step) {
            return switch (step) {
                case Step.Place place -> Answer.of(ledger.place(request(place)), this::numbered);
                case Step.Capture capture ->
                    Answer.of(
                            List.of(ledger.capture(user, hold(capture.hold()), capture.amount())),
                            AccountLedgerModelIT::line);
                case Step.Release release ->
                    Answer.of(List.of(ledger.release(user, hold(release.hold()))), AccountLedgerModelIT::line);
                case Step.Expire expire -> Answer.of(expired(), this::numbered);
                case Step.Give give ->
                    Answer.of(ledger.grant(
                            user,
                            user + ":" + give.key(),
                            give.source(),
                            give.amount(),
                            give.expiresIn() == null
                                    ? null
                                    : ledger.clock.instant().plus(give.expiresIn())));
                case Step.Read read -> Answer.of(ledger.now(ledger.ledger.readAccount(user)));
                case Step.Close close -> {
                    ledger.now(ledger.ledger.readAccount(user));
                    ledger.now(ledger.ledger.closeAccount(user));
                    yield new Answer(List.of("DONE"), null);
                }
                case Step.Wait wait -> new Answer(List.of(), null);
            };
        }

        private List<LedgerHoldOutcome> expired() {
            return ledger.now(ledger.ledger.expireHolds(10_000)).stream()
                    .filter(answer -> answer.userId().equals(user))
                    .sorted(Comparator.comparing(answer -> number(answer.holdId())))
                    .toList();
        }

        private HoldPlacement request(Step.Place place) {
            return TestLedger.request(
                    user,
                    place.unit(),
                    place.funding(),
                    place.expected(),
                    ledger.clock.instant().plus(place.expiresIn()),
                    IntStream.range(0, place.holds().size())
                            .mapToObj(n -> new PlaceHolds.RequestedGroupHold(
                                    hold(place.holds().get(n)), place.amounts().get(n)))
                            .toArray(PlaceHolds.RequestedGroupHold[]::new));
        }

        private UUID hold(int number) {
            return holds.computeIfAbsent(number, n -> UuidV7Generator.nextUuid());
        }

        private int number(UUID hold) {
            return holds.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(hold))
                    .findFirst()
                    .orElseThrow()
                    .getKey();
        }

        private String numbered(LedgerHoldOutcome answer) {
            String line = number(answer.holdId()) + " " + line(answer);
            boolean shortOfFunds = "insufficient-funds".equals(answer.reason()) && !answer.repeated();
            return shortOfFunds ? line + " of " + answer.required() + " has " + answer.available() : line;
        }
    }

    private static String line(LedgerHoldOutcome answer) {
        return switch (answer.outcome()) {
            case PLACED -> "PLACED " + answer.source() + " " + answer.amount();
            case CAPTURED -> "CAPTURED " + answer.source() + " " + answer.amount() + (answer.late() ? " late" : "");
            case RELEASED -> answer.expired() ? "RELEASED expired" : "RELEASED";
            case DECLINED, REFUSED -> answer.outcome() + " " + answer.reason();
        };
    }

    private record Answer(List<String> lines, @Nullable Balance balance) {

        static Answer of(List<LedgerHoldOutcome> answers, Function<LedgerHoldOutcome, String> line) {
            Balance last = answers.stream()
                    .filter(answer -> answer.changed() != null)
                    .map(answer -> answer.changed().balance())
                    .reduce(null, (one, other) -> other);
            return new Answer(answers.stream().map(line).toList(), last);
        }

        static Answer of(LedgerAccountOutcome answer) {
            return new Answer(
                    List.of(answer.outcome().name()),
                    answer.changed() ? answer.account().balance() : null);
        }
    }
}
