package studio.atelier.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.trace.CurrentTraceAndUser;
import studio.atelier.platform.trace.ReactiveObservations;
import studio.atelier.platform.trace.UserReactorContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real log output, with Spring Boot's own logging setup. */
@ExtendWith(OutputCaptureExtension.class)
class MaskedLogTest {

    private static final Logger log = LoggerFactory.getLogger(MaskedLogTest.class);
    private static final String SECRET = "AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ";

    @Test
    void masksMessageContextPairsAndExceptions(CapturedOutput output) {
        start();
        MDC.put("from", "+79123456789");
        log.atError()
                .addKeyValue("url", "https://api.telegram.org/bot123456789:" + SECRET)
                .setCause(new IllegalStateException(
                        "refused Bearer " + SECRET, new IllegalArgumentException("key sk-" + SECRET)))
                .log("password={}", SECRET);
        MDC.remove("from");
        JsonNode line = lastLine(output);
        assertThat(line.toString()).doesNotContain(SECRET).doesNotContain("79123456789");
        assertThat(line.get("message").asString()).isEqualTo("password=[masked]");
        assertThat(line.get("app").asString()).isEqualTo("log-service");
        assertThat(line.get("stack_trace").asString())
                .contains("IllegalStateException")
                .contains("[masked]");
    }

    @Test
    void masksWhatIsWrittenByItsName(CapturedOutput output) {
        start();
        log.atInfo()
                .addKeyValue("address", URI.create("https://kie.ai/look?key=" + SECRET))
                .addKeyValue("cause", new IllegalStateException("Bearer " + SECRET))
                .addKeyValue("names", List.of("password=" + SECRET))
                .addKeyValue("text", new StringBuilder("password=" + SECRET))
                .log("looked");
        assertThat(lastLine(output).toString()).contains("looked").doesNotContain(SECRET);
    }

    @Test
    void namesTheUserTheWorkIsFor(CapturedOutput output) {
        start();
        Hooks.enableAutomaticContextPropagation();
        CurrentTraceAndUser.travelAloneIn(ContextRegistry.getInstance());
        UserId user = new UserId(UUID.randomUUID());
        StepVerifier.create(Mono.just(1)
                        .publishOn(Schedulers.parallel())
                        .doOnNext(one -> log.info("at work"))
                        .contextWrite(UserReactorContext.of(user)))
                .expectNext(1)
                .verifyComplete();
        assertThat(lastLine(output).get("userId").asString()).isEqualTo(user.toString());
    }

    @Test
    void namesTheTraceTheWorkBelongsTo(CapturedOutput output) {
        start();
        Hooks.enableAutomaticContextPropagation();
        CurrentTraceAndUser.travelAloneIn(ContextRegistry.getInstance());
        Tracer tracer = new OtelTracer(
                OpenTelemetrySdk.builder().build().getTracer("test"), new OtelCurrentTraceContext(), event -> {});
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
        StepVerifier.create(ReactiveObservations.observeMono(
                        () -> Observation.createNotStarted("test", observations), Mono.fromCallable(() -> {
                            log.info("at work");
                            return Objects.requireNonNull(CurrentTraceAndUser.findSpan());
                        })))
                .assertNext(span -> {
                    JsonNode line = lastLine(output);
                    assertThat(line.get("traceId").asString()).isEqualTo(span.traceId());
                    assertThat(line.get("spanId").asString()).isEqualTo(span.spanId());
                })
                .verifyComplete();
    }

    /** A duplicate field name would lose the log line. */
    @Test
    void losesNoLineThatNamesItsUserItself(CapturedOutput output) {
        start();
        Hooks.enableAutomaticContextPropagation();
        CurrentTraceAndUser.travelAloneIn(ContextRegistry.getInstance());
        StepVerifier.create(Mono.fromRunnable(() -> log.atInfo()
                                .addKeyValue(UserReactorContext.KEY, "another")
                                .log("twice"))
                        .contextWrite(UserReactorContext.of(new UserId(UUID.randomUUID()))))
                .verifyComplete();
        assertThat(lastLine(output).get("userId").asString()).isEqualTo("another");
        MDC.put(UserReactorContext.KEY, "a third");
        log.info("by the logging context");
        MDC.remove(UserReactorContext.KEY);
        assertThat(lastLine(output).get("userId").asString()).isEqualTo("a third");
    }

    private static void start() {
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application
                .run("--spring.config.import=classpath:atelier-platform.yml", "--spring.application.name=log-service")
                .close();
    }

    private static JsonNode lastLine(CapturedOutput output) {
        String last =
                output.getOut().lines().filter(line -> line.startsWith("{")).reduce("", (a, b) -> b);
        return JsonMapper.shared().readTree(last);
    }

    @SpringBootConfiguration
    static class Nothing {}
}
