package studio.atelier.platform.health;

import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.ApplicationEventPublisher;
import reactor.core.publisher.Mono;

/**
 * Whether this process accepts traffic: Spring Boot's availability, set by the watch, with the current faults as
 * details. Needs no thread for blocking calls, since these may be exhausted.
 */
final class ProcessReadiness implements ReactiveHealthIndicator {

    private final ApplicationAvailability availability;
    private final ApplicationEventPublisher publisher;
    private volatile Supplier<Map<String, String>> faults = Map::of;
    private boolean refused;
    private boolean stopped;

    ProcessReadiness(ApplicationAvailability availability, ApplicationEventPublisher publisher) {
        this.availability = availability;
        this.publisher = publisher;
    }

    /** Adds the current faults, by cause, to the details. */
    void showFaults(Supplier<Map<String, String>> faults) {
        this.faults = faults;
    }

    /**
     * Turns readiness off while the process has a fault and on again afterwards. A process that is not ready for
     * another reason, such as start or shutdown, stays so. Does nothing once stopped.
     */
    synchronized void updateReadiness(boolean able) {
        if (stopped) {
            return;
        }
        if (!able && availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC) {
            refused = true;
            AvailabilityChangeEvent.publish(publisher, this, ReadinessState.REFUSING_TRAFFIC);
        } else if (able && refused) {
            refused = false;
            AvailabilityChangeEvent.publish(publisher, this, ReadinessState.ACCEPTING_TRAFFIC);
        }
    }

    /** Allows updates again. */
    synchronized void enableUpdates() {
        stopped = false;
    }

    /** Waits for an update in progress; later updates have no effect. */
    synchronized void disableUpdates() {
        stopped = true;
    }

    @Override
    public Mono<Health> health() {
        return Mono.fromSupplier(() -> {
            boolean ready = availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
            Health.Builder health = ready ? Health.up() : Health.outOfService();
            return health.withDetails(Map.copyOf(faults.get())).build();
        });
    }
}
