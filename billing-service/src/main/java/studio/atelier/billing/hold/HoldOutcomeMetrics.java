package studio.atelier.billing.hold;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import studio.atelier.billing.ledger.LedgerHoldOutcome;
import studio.atelier.contracts.WireNameConverter;

/** Counts outcomes of holds. A write-off is a loss, so it is also logged as an error. */
@Component
class HoldOutcomeMetrics {

    private static final Logger log = LoggerFactory.getLogger(HoldOutcomeMetrics.class);

    private final MeterRegistry registry;
    private final Counter late;
    private final Counter writtenOff;

    HoldOutcomeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.late = Counter.builder("atelier.billing.captures.late")
                .description("Captures of holds that had already expired")
                .register(registry);
        this.writtenOff = Counter.builder("atelier.billing.units.written.off")
                .description("Units of late captures that were written off; alert on any")
                .register(registry);
    }

    void countOutcome(LedgerHoldOutcome outcome) {
        registerCounter(outcome).increment();
        if (outcome.repeated()) {
            return;
        }
        if (outcome.late()) {
            late.increment();
        }
        if (outcome.writtenOff() > 0) {
            writtenOff.increment((double) outcome.writtenOff());
            log.error("Hold {} was captured late; {} units are written off", outcome.holdId(), outcome.writtenOff());
        }
    }

    private Counter registerCounter(LedgerHoldOutcome outcome) {
        return Counter.builder("atelier.billing.holds")
                .description("Outcomes of hold commands")
                .tag("outcome", outcome.expired() ? "expired" : WireNameConverter.toWireName(outcome.outcome()))
                .tag(
                        "source",
                        outcome.source() == null ? "none" : outcome.source().wireName())
                .tag("reason", outcome.reason() == null ? "none" : outcome.reason())
                .tag("repeated", Boolean.toString(outcome.repeated()))
                .register(registry);
    }
}
