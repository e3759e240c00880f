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
 * What the thread is at work on, as Reactor's context has it at this step: the trace and the user that log lines,
 * events and problems name. Reactor sets it at every operator, so it is two references and no more: Micrometer's own
 * way opens a scope, with its span and its logging context, each time, for the few steps that ever look.
 */
public final class CurrentTraceAndUser {

    private static final List<Object> NAMES = List.of(ObservationThreadLocalAccessor.KEY, UserReactorContext.KEY);
    private static final ThreadLocal<Observation> OBSERVATION = new ThreadLocal<>();
    private static final ThreadLocal<String> USER = new ThreadLocal<>();

    private CurrentTraceAndUser() {}

    /** Makes these the only things that travel from Reactor's context into its threads. */
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

    /** The same as a {@code traceparent} (W3C Trace Context): for work that is done later, elsewhere. */
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

    /** The id of the user whom the work is for, or null if it is for nobody. */
    public static @Nullable String findUserId() {
        return USER.get();
    }

    /** What of a context names the work, and no more: for a part of it that leaves the context behind. */
    public static ContextView copyTraceAndUser(ContextView context) {
        Context work = Context.empty();
        for (Object key : NAMES) {
            work = work.putNonNull(key, context.getOrDefault(key, null));
        }
        return work;
    }
}
