package studio.atelier.platform.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Masks every text of every log line: message, exceptions, logging context, key-value pairs. Named in
 * {@code logging.structured.json.customizer}.
 */
public final class MaskedJsonMembers implements StructuredLoggingJsonMembersCustomizer<ILoggingEvent> {

    /** Ids that look like keys and are none. */
    private static final Set<String> AS_THEY_ARE =
            Set.of("@timestamp", "traceId", "spanId", "userId", "level", "logger_name", "thread_name");

    @Override
    public void customize(JsonWriter.Members<ILoggingEvent> members) {
        members.applyingValueProcessor(MaskedJsonMembers::masked);
    }

    private static @Nullable Object masked(JsonWriter.MemberPath path, @Nullable Object value) {
        return value instanceof String text && !AS_THEY_ARE.contains(String.valueOf(path.name()))
                ? Masking.mask(text)
                : value;
    }
}
