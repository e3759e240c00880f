package studio.atelier.gateway.edge;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Cuts off bodies that are too large or too slow. A declared length serves only to refuse early; the bytes are counted
 * as they pass and are never buffered.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class BodyLimitFilter implements WebFilter {

    private static final String UPLOADS = "/api/v1/uploads";

    private final GatewayEdgeProperties properties;

    BodyLimitFilter(GatewayEdgeProperties properties) {
        this.properties = properties;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        boolean upload = UPLOADS.equals(request.getPath().value());
        long limit = (upload ? properties.uploadLimit() : properties.bodyLimit()).toBytes();
        if (request.getHeaders().getContentLength() > limit) {
            return Mono.error(tooLarge());
        }
        Duration timeout = upload ? properties.uploadTimeout() : properties.bodyTimeout();
        ServerHttpRequest limited = new BodyLimitedRequest(request, limit, timeout);
        return chain.filter(exchange.mutate().request(limited).build());
    }

    private static CommonProblemException tooLarge() {
        return CommonProblemException.of(CommonProblemCode.PAYLOAD_TOO_LARGE);
    }

    private static final class BodyLimitedRequest extends ServerHttpRequestDecorator {

        private final long limit;
        private final Duration timeout;

        BodyLimitedRequest(ServerHttpRequest request, long limit, Duration timeout) {
            super(request);
            this.limit = limit;
            this.timeout = timeout;
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.defer(() -> readWithinLimits(new AtomicLong()));
        }

        private Flux<DataBuffer> readWithinLimits(AtomicLong seen) {
            Mono<Long> tooSlow = Mono.delay(timeout)
                    .flatMap(tick -> Mono.error(CommonProblemException.of(CommonProblemCode.REQUEST_TIMEOUT)));
            return super.getBody()
                    .<DataBuffer>handle((buffer, sink) -> passWithinLimit(buffer, seen, sink))
                    .onErrorMap(BodyLimitedRequest::isClients, BodyLimitedRequest::brokenOff)
                    .takeUntilOther(tooSlow)
                    .doOnDiscard(DataBuffer.class, DataBufferUtils::release);
        }

        /** A body that breaks off is the client's fault: no breaker may count it against the service. */
        private static boolean isClients(Throwable error) {
            return !(error instanceof CommonProblemException);
        }

        private static Throwable brokenOff(Throwable error) {
            return CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST);
        }

        private void passWithinLimit(DataBuffer buffer, AtomicLong seen, SynchronousSink<DataBuffer> sink) {
            if (seen.addAndGet(buffer.readableByteCount()) > limit) {
                DataBufferUtils.release(buffer);
                sink.error(tooLarge());
            } else {
                sink.next(buffer);
            }
        }
    }
}
