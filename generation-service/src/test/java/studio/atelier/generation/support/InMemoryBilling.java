package studio.atelier.generation.support;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Kopecks;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.BillingCommand;
import studio.atelier.contracts.billing.BillingEvent;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.Offer;
import studio.atelier.contracts.billing.OfferKind;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.outbox.TransactionalOutbox;

/** An in-memory fake of billing after its contract, behind the same topics. */
public final class InMemoryBilling {

    private final Map<UserId, Long> free = new ConcurrentHashMap<>();
    private final Map<UUID, String> holds = new ConcurrentHashMap<>();
    private final Map<UUID, Long> amounts = new ConcurrentHashMap<>();

    /** Commands in the order received. */
    public final List<BillingCommand> commands = new CopyOnWriteArrayList<>();

    /** Whether billing answers. */
    public volatile boolean silent;

    public void grant(UserId user, long actions) {
        free.merge(user, actions, Long::sum);
    }

    public long left(UserId user) {
        return free.getOrDefault(user, 0L);
    }

    /** placed, declined, captured or released; null for an unknown hold. */
    public String stateOf(UUID holdId) {
        return holds.get(holdId);
    }

    public long count(UUID holdId, Class<? extends BillingCommand> type) {
        return commands.stream()
                .filter(type::isInstance)
                .filter(command -> holdOf(command).equals(holdId))
                .count();
    }

    private static UUID holdOf(BillingCommand command) {
        return switch (command) {
            case PlaceHold place -> place.holdId();
            case CaptureHold capture -> capture.holdId();
            case ReleaseHold release -> release.holdId();
            default -> new UUID(0, 0);
        };
    }

    private synchronized List<BillingEvent> answer(PlaceHolds group) {
        commands.add(group);
        long total = group.items().stream()
                .mapToLong(PlaceHolds.RequestedGroupHold::amount)
                .sum();
        boolean placed = group.items().stream().anyMatch(item -> "placed".equals(holds.get(item.holdId())));
        boolean enough = placed || left(group.userId()) >= total;
        return group.items().stream()
                .map(item -> enough ? placeOf(group, item) : declineOf(group, item, total))
                .toList();
    }

    private BillingEvent placeOf(PlaceHolds group, PlaceHolds.RequestedGroupHold item) {
        if (holds.putIfAbsent(item.holdId(), "placed") == null) {
            free.merge(group.userId(), -item.amount(), Long::sum);
            amounts.put(item.holdId(), item.amount());
        }
        return new HoldPlaced(
                item.holdId(),
                group.userId(),
                group.groupId(),
                Source.FREE,
                item.amount(),
                group.expiresAt(),
                Instant.now());
    }

    private BillingEvent declineOf(PlaceHolds group, PlaceHolds.RequestedGroupHold item, long total) {
        holds.putIfAbsent(item.holdId(), "declined");
        return new HoldDeclined(
                item.holdId(),
                group.userId(),
                group.groupId(),
                DeclineReason.INSUFFICIENT_FUNDS,
                total,
                left(group.userId()),
                List.of(),
                Instant.now());
    }

    private synchronized BillingEvent answer(BillingCommand command) {
        commands.add(command);
        Instant now = Instant.now();
        return switch (command) {
            case PlaceHold place -> place(place, now);
            case CaptureHold capture -> {
                holds.put(capture.holdId(), "captured");
                yield new HoldCaptured(capture.holdId(), capture.userId(), Source.FREE, capture.amount(), false, now);
            }
            case ReleaseHold release -> {
                if ("placed".equals(holds.put(release.holdId(), "released"))) {
                    free.merge(release.userId(), amounts.getOrDefault(release.holdId(), 2L), Long::sum);
                }
                yield new HoldReleased(release.holdId(), release.userId(), false, now);
            }
            default -> throw new IllegalArgumentException(command.toString());
        };
    }

    private BillingEvent place(PlaceHold place, Instant now) {
        String state = holds.get(place.holdId());
        long left = left(place.userId());
        if (state == null && left >= place.amount() && !isAnotherSource(place)) {
            free.put(place.userId(), left - place.amount());
            amounts.put(place.holdId(), place.amount());
            holds.put(place.holdId(), "placed");
            state = "placed";
        }
        if ("placed".equals(state) || "captured".equals(state)) {
            return new HoldPlaced(
                    place.holdId(), place.userId(), null, Source.FREE, place.amount(), place.expiresAt(), now);
        }
        holds.putIfAbsent(place.holdId(), "declined");
        return new HoldDeclined(
                place.holdId(),
                place.userId(),
                null,
                "released".equals(state)
                        ? DeclineReason.RELEASED_BEFORE
                        : isAnotherSource(place) ? DeclineReason.QUOTE_CHANGED : DeclineReason.INSUFFICIENT_FUNDS,
                place.amount(),
                left,
                List.of(new Offer(OfferKind.PACK, "credits-100", "credits", 100, new Kopecks(19900))),
                now);
    }

    /** The free quota pays for everything here. */
    private static boolean isAnotherSource(PlaceHold place) {
        return place.expectedSource() != null && place.expectedSource() != Source.FREE;
    }

    /** Connects the fake to the topics. */
    @TestConfiguration(proxyBeanMethods = false)
    public static class Configuration {

        @Bean
        InMemoryBilling inMemoryBilling() {
            return new InMemoryBilling();
        }

        @Bean
        EventSubscription inMemoryBillingCommands(InMemoryBilling billing, TransactionalOutbox outbox) {
            return EventSubscription.forTopic(EventTopic.BILLING_COMMANDS, "in-memory-billing")
                    .onEvent(PlaceHold.class, received -> handle(billing, outbox, received.event()))
                    .onEvent(PlaceHolds.class, received -> handle(billing, outbox, received.event()))
                    .onEvent(CaptureHold.class, received -> handle(billing, outbox, received.event()))
                    .onEvent(ReleaseHold.class, received -> handle(billing, outbox, received.event()));
        }

        private static Mono<Void> handle(InMemoryBilling billing, TransactionalOutbox outbox, PlaceHolds group) {
            return billing.silent
                    ? Mono.fromRunnable(() -> billing.commands.add(group))
                    : Flux.defer(() -> Flux.fromIterable(billing.answer(group)))
                            .concatMap(outbox::appendEvent)
                            .then();
        }

        private static Mono<Void> handle(InMemoryBilling billing, TransactionalOutbox outbox, BillingCommand command) {
            return billing.silent
                    ? Mono.fromRunnable(() -> billing.commands.add(command))
                    : Mono.defer(() -> outbox.appendEvent(billing.answer(command)));
        }
    }
}
