package studio.atelier.platform.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.micrometer.tracing.TraceContext;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;
import studio.atelier.platform.trace.CurrentTraceAndUser;
import studio.atelier.platform.trace.UserReactorContext;

/**
 * Adds trace, span and user of the current work to every log line, and masks all its texts: message, exceptions,
 * logging context, key-value pairs. Named in {@code logging.structured.json.customizer}.
 */
public final class MaskedJsonMembers implements StructuredLoggingJsonMembersCustomizer<ILoggingEvent> {

    private static final String TRACE = "traceId";
    private static final String SPAN = "spanId";

    /** Members whose ids look like keys but are not. */
    private static final Set<String> AS_THEY_ARE =
            Set.of("@timestamp", TRACE, SPAN, UserReactorContext.KEY, "level", "logger_name", "thread_name");

    @Override
    public void customize(JsonWriter.Members<ILoggingEvent> members) {
        members.add(TRACE, event -> ofTrace(event, TRACE, TraceContext::traceId))
                .whenNotNull();
        members.add(SPAN, event -> ofTrace(event, SPAN, TraceContext::spanId)).whenNotNull();
        members.add(
                        UserReactorContext.KEY,
                        event -> unlessSaid(event, UserReactorContext.KEY, CurrentTraceAndUser.findUserId()))
                .whenNotNull();
        members.applyingValueProcessor(MaskedJsonMembers::maskValue);
    }

    private static @Nullable String ofTrace(ILoggingEvent event, String name, Function<TraceContext, String> id) {
        TraceContext trace = CurrentTraceAndUser.findSpan();
        return trace == null ? null : unlessSaid(event, name, id.apply(trace));
    }

    /** A duplicate name would lose the line. */
    private static @Nullable String unlessSaid(ILoggingEvent event, String name, @Nullable String value) {
        return event.getMDCPropertyMap().containsKey(name) || isAmongPairs(event, name) ? null : value;
    }

    private static boolean isAmongPairs(ILoggingEvent event, String name) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return pairs != null && pairs.stream().anyMatch(pair -> pair.key.equals(name));
    }

    private static @Nullable Object maskValue(JsonWriter.MemberPath path, @Nullable Object value) {
        return isText(value) && !AS_THEY_ARE.contains(String.valueOf(path.name()))
                ? SensitiveTextMasking.maskText(String.valueOf(value))
                : value;
    }

    /** Values written by their {@code toString}, such as an address. */
    private static boolean isText(@Nullable Object value) {
        return switch (value) {
            case CharSequence ignored -> true;
            case URI ignored -> true;
            case URL ignored -> true;
            case Throwable ignored -> true;
            case null, default -> false;
        };
    }
}
