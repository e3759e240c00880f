package studio.atelier.platform.trace;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The trace and the user of the thread's current work, from Reactor's context at this step, for log lines, events and
 * problems. Reactor sets it at every operator, so it only holds two references: Micrometer's own propagation would each
 * time open a scope, with its span and logging context, although few steps read it.
 */
public final class CurrentTraceAndUser {

    private static final List<Object> NAMES = List.of(ObservationThreadLocalAccessor.KEY, UserReactorContext.KEY);
    private static final ThreadLocal<Observation> OBSERVATION = new ThreadLocal<>();
    private static final ThreadLocal<String> USER = new ThreadLocal<>();

    private CurrentTraceAndUser() {}

    /** Restricts the propagation from Reactor's context to threads to these two. */
    public static void travelAloneIn(ContextRegistry registry) {
        registry.getThreadLocalAccessors().stream()
                .map(ThreadLocalAccessor::key)
                .filter(key -> !NAMES.contains(key))
                .toList()
                .forEach(registry::removeThreadLocalAccessor);
        registry.registerThreadLocalAccessor(ObservationThreadLocalAccessor.KEY, OBSERVATION);
        registry.registerThreadLocalAccessor(UserReactorContext.KEY, USER);
    }

    /** The span of the work, or null if it has none. */
    public static @Nullable TraceContext findSpan() {
        @Nullable Observation observation = OBSERVATION.get();
        return observation == null ? null : spanOf(observation);
    }

    private static @Nullable TraceContext spanOf(Observation observation) {
        TracingContext tracing = observation.getContextView().get(TracingContext.class);
        Span span = tracing == null ? null : tracing.getSpan();
        return span == null ? null : span.context();
    }

    /** The same as a {@code traceparent} (W3C Trace Context), for work that continues later or elsewhere. */
    public static @Nullable String findTraceparent() {
        TraceContext span = findSpan();
        return span == null ? null : toTraceparent(span);
    }

    private static @Nullable String toTraceparent(TraceContext span) {
        if (span.traceId().length() != 32 || span.spanId().length() != 16) {
            return null;
        }
        String flags = Boolean.TRUE.equals(span.sampled()) ? "01" : "00";
        return "00-" + span.traceId() + "-" + span.spanId() + "-" + flags;
    }

    /** The id of the user whom the work is for, or null if there is none. */
    public static @Nullable String findUserId() {
        return USER.get();
    }

    /** The part of a context with trace and user only, for work that must not keep the rest. */
    public static ContextView copyTraceAndUser(ContextView context) {
        Context work = Context.empty();
        for (Object key : NAMES) {
            work = work.putNonNull(key, context.getOrDefault(key, null));
        }
        return work;
    }
}
