package studio.atelier.platform.event;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

/** Writes the current span the way W3C Trace Context does. */
final class TraceHeader {

    private final Tracer tracer;

    TraceHeader(Tracer tracer) {
        this.tracer = tracer;
    }

    /** The {@code traceparent} of the current span, or null outside of one. */
    @Nullable
    String current() {
        Span span = tracer.currentSpan();
        return span == null ? null : format(span.context());
    }

    private static @Nullable String format(TraceContext context) {
        if (context.traceId().length() != 32 || context.spanId().length() != 16) {
            return null;
        }
        String flags = Boolean.TRUE.equals(context.sampled()) ? "01" : "00";
        return "00-" + context.traceId() + "-" + context.spanId() + "-" + flags;
    }
}
