package studio.atelier.sandbox.fault;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import studio.atelier.sandbox.Resettable;

/** The current plan. Faults are drawn here for each occasion, so that each ordered fault happens exactly once. */
@Component
public class Faults implements Resettable {

    private static final long SEED = 20_261_120;

    private FaultPlan plan = FaultPlan.CALM;
    private Random random = new Random(SEED);

    public synchronized FaultPlan plan() {
        return plan;
    }

    public KiePlan kie() {
        return plan().kie();
    }

    public TelegramPlan telegram() {
        return plan().telegram();
    }

    @Override
    public void reset() {
        replace(FaultPlan.CALM);
    }

    /** Replaces the plan. The random draws restart, so the same calls after it meet the same faults. */
    public synchronized void replace(FaultPlan replacement) {
        plan = replacement;
        random = new Random(SEED);
    }

    /** Orders that a fault happens on the next {@code count} occasions, on top of those ordered before. */
    public synchronized void orderNext(KieFault fault, int count) {
        plan = new FaultPlan(
                plan.kie().withNext(added(plan.kie().next(), KieFault.class, fault, count)), plan.telegram());
    }

    /** Orders that a fault happens on the next {@code count} occasions, on top of those ordered before. */
    public synchronized void orderNext(TelegramFault fault, int count) {
        plan = new FaultPlan(
                plan.kie(), plan.telegram().withNext(added(plan.telegram().next(), TelegramFault.class, fault, count)));
    }

    /** Draws what happens on this occasion, and counts it down if it had been ordered. Empty: nothing goes wrong. */
    public synchronized Optional<KieFault> draw(KieFault.Moment moment) {
        KiePlan kie = plan.kie();
        Optional<KieFault> ordered = ordered(kie.next(), KieFault.class, fault -> fault.moment() == moment);
        ordered.ifPresent(fault -> orderNext(fault, -1));
        return ordered.isPresent() ? ordered : byRate(kie.rates(), KieFault.class, fault -> fault.moment() == moment);
    }

    /** Draws what happens on this occasion, and counts it down if it had been ordered. Empty: nothing goes wrong. */
    public synchronized Optional<TelegramFault> draw(TelegramFault.Moment moment) {
        TelegramPlan telegram = plan.telegram();
        Optional<TelegramFault> ordered =
                ordered(telegram.next(), TelegramFault.class, fault -> fault.moment() == moment);
        ordered.ifPresent(fault -> orderNext(fault, -1));
        return ordered.isPresent()
                ? ordered
                : byRate(telegram.rates(), TelegramFault.class, fault -> fault.moment() == moment);
    }

    /** A latency between the plan's two ends, in milliseconds. */
    public synchronized int drawKieLatencyMs() {
        KiePlan kie = plan.kie();
        return kie.latencyMinMs() + random.nextInt(kie.latencyMaxMs() - kie.latencyMinMs() + 1);
    }

    private static <F extends Enum<F>> Map<F, Integer> added(Map<F, Integer> next, Class<F> type, F fault, int count) {
        Map<F, Integer> changed = new EnumMap<>(type);
        changed.putAll(next);
        int sum = changed.getOrDefault(fault, 0) + count;
        if (sum > 0) {
            changed.put(fault, sum);
        } else {
            changed.remove(fault);
        }
        return changed;
    }

    private static <F extends Enum<F>> Optional<F> ordered(Map<F, Integer> next, Class<F> type, Predicate<F> fits) {
        return Arrays.stream(type.getEnumConstants())
                .filter(fits)
                .filter(fault -> next.getOrDefault(fault, 0) > 0)
                .findFirst();
    }

    private <F extends Enum<F>> Optional<F> byRate(Map<F, Double> rates, Class<F> type, Predicate<F> fits) {
        if (rates.isEmpty()) {
            return Optional.empty();
        }
        double drawn = random.nextDouble();
        for (F fault : type.getEnumConstants()) {
            double rate = fits.test(fault) ? rates.getOrDefault(fault, 0.0) : 0.0;
            if (drawn < rate) {
                return Optional.of(fault);
            }
            drawn -= rate;
        }
        return Optional.empty();
    }
}
