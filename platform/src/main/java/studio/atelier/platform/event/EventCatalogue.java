package studio.atelier.platform.event;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventType;

/** The events there are, by their names on the wire: every record of {@code contracts} with {@link EventType}. */
final class EventCatalogue {

    private static final String CONTRACTS = "studio.atelier.contracts";

    private final Map<String, Class<? extends AtelierEvent>> byName = new HashMap<>();

    /** Finds them on the class path. */
    static EventCatalogue ofContracts() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(EventType.class));
        EventCatalogue catalogue = new EventCatalogue();
        scanner.findCandidateComponents(CONTRACTS).forEach(found -> catalogue.add(found.getBeanClassName()));
        return catalogue;
    }

    private void add(@Nullable String className) {
        if (className != null) {
            Class<? extends AtelierEvent> type =
                    ClassUtils.resolveClassName(className, null).asSubclass(AtelierEvent.class);
            byName.put(typeOf(type).value(), type);
        }
    }

    /** The class of an event with this name, if this version knows it. */
    Optional<Class<? extends AtelierEvent>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether this version knows the same event under another major version. */
    boolean knowsOtherVersionOf(String name) {
        int version = name.lastIndexOf(".v");
        if (version < 0) {
            return false;
        }
        String stem = name.substring(0, version + 2);
        return byName.keySet().stream().anyMatch(known -> known.startsWith(stem) && !known.equals(name));
    }

    /** How an event is named. */
    static EventType typeOf(Class<? extends AtelierEvent> event) {
        EventType type = event.getAnnotation(EventType.class);
        if (type == null) {
            throw new IllegalArgumentException(event.getName() + " has no @EventType");
        }
        return type;
    }
}
