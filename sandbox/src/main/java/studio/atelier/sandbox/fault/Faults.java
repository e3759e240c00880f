package studio.atelier.sandbox.fault;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
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

    /** The behaviour of one image provider. */
    public ProviderPlan of(ImageProvider provider) {
        return plan().of(provider);
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
        plan = plan.with(plan.kie().withNext(added(plan.kie().next(), fault, count)));
    }

    /** Orders that a fault happens on the next {@code count} occasions, on top of those ordered before. */
    public synchronized void orderNext(TelegramFault fault, int count) {
        plan = plan.with(plan.telegram().withNext(added(plan.telegram().next(), fault, count)));
    }

    /** Orders that a fault happens on the next {@code count} occasions, on top of those ordered before. */
    public synchronized void orderNext(ImageProvider provider, ProviderFault fault, int count) {
        ProviderPlan present = plan.of(provider);
        plan = plan.with(provider, present.withNext(added(present.next(), fault, count)));
    }

    /** Draws what happens on this occasion, and counts it down if it had been ordered. Empty: nothing goes wrong. */
    public synchronized Optional<KieFault> draw(KieFault.Moment moment) {
        List<KieFault> possible = at(moment, KieFault.values());
        Optional<KieFault> ordered = ordered(possible, plan.kie().next());
        ordered.ifPresent(fault -> orderNext(fault, -1));
        return ordered.or(() -> byRate(possible, plan.kie().rates()));
    }

    /** Draws what happens on this occasion, and counts it down if it had been ordered. Empty: nothing goes wrong. */
    public synchronized Optional<TelegramFault> draw(TelegramFault.Moment moment) {
        List<TelegramFault> possible = at(moment, TelegramFault.values());
        Optional<TelegramFault> ordered = ordered(possible, plan.telegram().next());
        ordered.ifPresent(fault -> orderNext(fault, -1));
        return ordered.or(() -> byRate(possible, plan.telegram().rates()));
    }

    /** Draws what happens on this occasion, and counts it down if it had been ordered. Empty: nothing goes wrong. */
    public synchronized Optional<ProviderFault> draw(ImageProvider provider, ProviderFault.Moment moment) {
        ProviderPlan present = plan.of(provider);
        List<ProviderFault> possible = at(moment, ProviderFault.values());
        Optional<ProviderFault> ordered = ordered(possible, present.next());
        ordered.ifPresent(fault -> orderNext(provider, fault, -1));
        return ordered.or(() -> byRate(possible, present.rates()));
    }

    /** A latency between the plan's two ends, in milliseconds. */
    public synchronized int drawKieLatencyMs() {
        return drawLatencyMs(plan.kie().latencyMinMs(), plan.kie().latencyMaxMs());
    }

    /** A latency between the two ends of the provider's plan, in milliseconds. */
    public synchronized int drawLatencyMs(ImageProvider provider) {
        ProviderPlan present = plan.of(provider);
        return drawLatencyMs(present.latencyMinMs(), present.latencyMaxMs());
    }

    private int drawLatencyMs(int min, int max) {
        return min + random.nextInt(max - min + 1);
    }

    private static <F extends Fault> Map<F, Integer> added(Map<F, Integer> next, F fault, int count) {
        Map<F, Integer> changed = new HashMap<>(next);
        changed.merge(fault, count, Integer::sum);
        changed.values().removeIf(sum -> sum <= 0);
        return changed;
    }

    private static <F extends Fault> List<F> at(Enum<?> moment, F[] all) {
        return Stream.of(all).filter(fault -> fault.moment() == moment).toList();
    }

    private static <F extends Fault> Optional<F> ordered(List<F> possible, Map<F, Integer> next) {
        return possible.stream()
                .filter(fault -> next.getOrDefault(fault, 0) > 0)
                .findFirst();
    }

    private <F extends Fault> Optional<F> byRate(List<F> possible, Map<F, Double> rates) {
        if (rates.isEmpty()) {
            return Optional.empty();
        }
        double drawn = random.nextDouble();
        for (F fault : possible) {
            double rate = rates.getOrDefault(fault, 0.0);
            if (drawn < rate) {
                return Optional.of(fault);
            }
            drawn -= rate;
        }
        return Optional.empty();
    }
}
