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

/** All event types by their names on the wire: every record of {@code contracts} with {@link EventType}. */
public final class EventTypeCatalogue {

    private static final String CONTRACTS = "studio.atelier.contracts";

    private final Map<String, Class<? extends AtelierEvent>> byName = new HashMap<>();

    /** Finds the event types on the class path. */
    public static EventTypeCatalogue ofContracts() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(EventType.class));
        EventTypeCatalogue catalogue = new EventTypeCatalogue();
        scanner.findCandidateComponents(CONTRACTS).forEach(found -> catalogue.addEventClass(found.getBeanClassName()));
        return catalogue;
    }

    private void addEventClass(@Nullable String className) {
        if (className != null) {
            Class<? extends AtelierEvent> type =
                    ClassUtils.resolveClassName(className, null).asSubclass(AtelierEvent.class);
            byName.put(typeOf(type).value(), type);
        }
    }

    /** The class of an event with this name, if this version knows it. */
    Optional<Class<? extends AtelierEvent>> findEventClass(String name) {
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

    /** The annotation that names an event. */
    public static EventType typeOf(Class<? extends AtelierEvent> event) {
        EventType type = event.getAnnotation(EventType.class);
        if (type == null) {
            throw new IllegalArgumentException(event.getName() + " has no @EventType");
        }
        return type;
    }
}
