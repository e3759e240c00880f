package studio.atelier.billing.hold;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import studio.atelier.billing.ledger.LedgerHoldOutcome;

/** Counts what became of holds. A write-off is a loss of ours: it is logged as an error too. */
@Component
class HoldOutcomeMetrics {

    private static final Logger log = LoggerFactory.getLogger(HoldOutcomeMetrics.class);

    private final MeterRegistry registry;
    private final Counter late;
    private final Counter writtenOff;

    HoldOutcomeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.late = Counter.builder("atelier.billing.captures.late")
                .description("Captures that came after their hold had expired")
                .register(registry);
        this.writtenOff = Counter.builder("atelier.billing.units.written.off")
                .description("Units of late captures that nobody paid; any is worth an alert")
                .register(registry);
    }

    void countOutcome(LedgerHoldOutcome answer) {
        registerCounter(answer).increment();
        if (answer.repeated()) {
            return;
        }
        if (answer.late()) {
            late.increment();
        }
        if (answer.writtenOff() > 0) {
            writtenOff.increment((double) answer.writtenOff());
            log.error("Hold {} was captured late and {} units were written off", answer.holdId(), answer.writtenOff());
        }
    }

    private Counter registerCounter(LedgerHoldOutcome answer) {
        return Counter.builder("atelier.billing.holds")
                .description("Answers about holds")
                .tag("outcome", answer.expired() ? "expired" : lowerCase(answer.outcome()))
                .tag(
                        "source",
                        answer.source() == null ? "none" : answer.source().wireName())
                .tag("reason", answer.reason() == null ? "none" : answer.reason())
                .tag("repeated", Boolean.toString(answer.repeated()))
                .register(registry);
    }

    private static String lowerCase(LedgerHoldOutcome.HoldOutcomeKind outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
