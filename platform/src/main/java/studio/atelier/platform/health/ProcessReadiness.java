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
 * Whether this process takes traffic: Spring Boot's availability, turned by the watch, and shown with what is wrong. It
 * answers without a thread for blocking calls, which may be what is missing.
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

    /** Shows what is wrong, by cause. */
    void showFaults(Supplier<Map<String, String>> faults) {
        this.faults = faults;
    }

    /**
     * Turns readiness off while the process cannot do its work and on again afterwards. A process that is not ready for
     * another reason, because it starts or ends, stays so. Does nothing once stopped.
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

    /** Lets updates take effect again. */
    synchronized void enableUpdates() {
        stopped = false;
    }

    /** Returns when no update is under way; none takes effect from then on. */
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
