package studio.atelier.platform.consumer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Marks in memory, for one thread at a time. It cannot undo the effects of a call that fails, but does not count them
 * as applied.
 */
final class InMemoryEventInbox implements EventInbox {

    /** How many events each call had. */
    final List<Integer> sizes = new ArrayList<>();

    /** The events that took effect, in order. */
    final List<UUID> applied = new ArrayList<>();

    private final Set<Mark> marks = new HashSet<>();
    private final int mostTogether;

    InMemoryEventInbox(int mostTogether) {
        this.mostTogether = mostTogether;
    }

    @Override
    public Mono<Set<UUID>> handleOnce(String group, List<UUID> events, Function<UUID, Mono<Void>> effect) {
        return Mono.defer(() -> {
            sizes.add(events.size());
            Set<UUID> fresh = new LinkedHashSet<>(events);
            fresh.removeIf(event -> marks.contains(new Mark(group, event)));
            return Flux.fromIterable(fresh)
                    .concatMap(effect, 1)
                    .then(Mono.fromSupplier(() -> markHandled(group, fresh)));
        });
    }

    private Set<UUID> markHandled(String group, Set<UUID> fresh) {
        fresh.forEach(event -> marks.add(new Mark(group, event)));
        applied.addAll(fresh);
        return Set.copyOf(fresh);
    }

    @Override
    public int mostTogether() {
        return mostTogether;
    }

    private record Mark(String group, UUID event) {}
}
