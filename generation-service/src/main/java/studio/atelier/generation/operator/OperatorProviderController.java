package studio.atelier.generation.operator;

import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.catalogue.ImageModels;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.provider.ProviderBreakers;
import studio.atelier.generation.provider.ProviderBudgets;
import studio.atelier.generation.provider.ProviderCredits;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.task.JobQueues;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** Operator endpoints for the providers. The platform admits only ADMIN below this path. */
@RestController
@RequestMapping("/api/v1/admin/generation/providers")
@Tag(name = "Operator: providers")
class OperatorProviderController {

    private static final Logger log = LoggerFactory.getLogger(OperatorProviderController.class);
    private static final Duration OBSERVED = Duration.ofHours(1);

    /** Ids of calls sort by their time. Index: provider_attempt_pkey. */
    private static final String CALLS = """
            select provider,
                   count(*) as calls,
                   count(*) filter (where state in ('REJECTED', 'FAILED', 'UNKNOWN')) as failed,
                   avg(extract(epoch from finished_at - created_at) * 1000) filter (where state = 'SUCCEEDED')
                       as mean_millis,
                   percentile_cont(0.95) within group (order by extract(epoch from finished_at - created_at) * 1000)
                       filter (where state = 'SUCCEEDED') as p95_millis
            from provider_attempt
            where id >= :from
            group by provider
            """;

    private final DatabaseClient database;
    private final ProviderRegistry providers;
    private final ProviderBreakers breakers;
    private final ProviderBudgets budgets;
    private final ProviderCredits credits;
    private final JobQueues queues;
    private final ModelCatalogue catalogue;
    private final GenerationSignals signals;
    private final Clock clock;

    OperatorProviderController(
            DatabaseClient database,
            ProviderRegistry providers,
            ProviderBreakers breakers,
            ProviderBudgets budgets,
            ProviderCredits credits,
            JobQueues queues,
            ModelCatalogue catalogue,
            GenerationSignals signals,
            Clock clock) {
        this.database = database;
        this.providers = providers;
        this.breakers = breakers;
        this.budgets = budgets;
        this.credits = credits;
        this.queues = queues;
        this.catalogue = catalogue;
        this.signals = signals;
        this.clock = clock;
    }

    @GetMapping
    @Operation(
            summary = "Breaker, calls of the last hour, spending, credit and switch of each provider",
            operationId = "providers")
    Mono<ProviderListResponse> listProviders() {
        return Mono.zip(readCalls(), catalogue.readModels(), listPausedQueues())
                .flatMap(all -> Flux.fromStream(providers.listNames().stream().sorted())
                        .flatMapSequential(name -> toResponse(name, all.getT1(), all.getT2(), all.getT3()))
                        .collectList())
                .map(ProviderListResponse::new);
    }

    @PutMapping("/{name}")
    @Operation(
            summary = "Switch a provider on or off",
            description = "While it is off, jobs take their next route, or fail without a charge where there is none.",
            operationId = "switchProvider")
    Mono<ProviderListResponse> switchProvider(
            Caller caller, @PathVariable String name, @Valid @RequestBody ProviderSwitchRequest request) {
        return queues.switchQueue(name, request.enabled())
                .filter(found -> found)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .doOnNext(found -> log.info(
                        "Operator {} switched provider {} {}", caller.id(), name, request.enabled() ? "on" : "off"))
                .delayUntil(found -> catalogue.forgetModels())
                .doOnNext(found -> signals.sendSignal(GenerationSignal.queueReady(name)))
                .then(Mono.defer(this::listProviders));
    }

    private Mono<Map<String, ProviderCalls>> readCalls() {
        return database.sql(CALLS)
                .bind("from", UuidV7Generator.lowestAt(clock.instant().minus(OBSERVED)))
                .map(OperatorProviderController::toCalls)
                .all()
                .collectMap(ProviderCalls::provider);
    }

    private static ProviderCalls toCalls(Readable row) {
        return new ProviderCalls(
                readRequired(row, "provider", String.class),
                readRequired(row, "calls", Long.class),
                readRequired(row, "failed", Long.class),
                readOptional(row, "mean_millis", Double.class),
                readOptional(row, "p95_millis", Double.class));
    }

    private Mono<List<String>> listPausedQueues() {
        return queues.listQueueStates()
                .filter(JobQueues.JobQueueState::paused)
                .map(JobQueues.JobQueueState::name)
                .collectList();
    }

    private Mono<ProviderResponse> toResponse(
            String name, Map<String, ProviderCalls> calls, ImageModels models, List<String> paused) {
        ProviderCalls made = calls.getOrDefault(name, new ProviderCalls(name, 0, 0, null, null));
        return Mono.zip(budgets.spentToday(name), credits.findCredit(name).singleOptional())
                .map(both -> new ProviderResponse(
                        name,
                        !models.isSwitchedOff(name),
                        breakers.stateOf(name),
                        made.calls(),
                        made.calls() == 0 ? 0 : Math.toIntExact(made.failed() * 100 / made.calls()),
                        toMillis(made.meanMillis()),
                        toMillis(made.p95Millis()),
                        both.getT1(),
                        budgets.dailyCapOf(name),
                        paused.contains(name),
                        both.getT2()
                                .map(OperatorProviderController::toCreditResponse)
                                .orElse(null)));
    }

    private static ProviderCreditResponse toCreditResponse(ProviderCredits.KnownCredit known) {
        return new ProviderCreditResponse(
                known.credit().amount(), known.credit().unit(), known.credit().low(), known.readAt());
    }

    private static @Nullable Long toMillis(@Nullable Double millis) {
        return millis == null ? null : Math.round(millis);
    }

    /** The providers of this deployment. */
    @Schema(name = "Providers")
    record ProviderListResponse(List<ProviderResponse> items) {}

    /**
     * A provider.
     *
     * @param enabled false if an operator has switched it off
     * @param breaker {@code closed}, {@code open} or {@code half-open}, of the instance that answers
     * @param calls of the last hour that may be paid for
     * @param errorRatePercent of these calls
     * @param meanMillis from the call to the stored image, of the calls that succeeded
     * @param spentTodayMicroUsd since midnight UTC, in millionths of a US dollar
     * @param credit null if the provider does not tell it, or it could not be read lately
     */
    @Schema(name = "Provider")
    record ProviderResponse(
            String name,
            boolean enabled,

            @Schema(allowableValues = {"closed", "open", "half-open"})
            String breaker,

            long calls,
            int errorRatePercent,
            @Nullable Long meanMillis,
            @Nullable Long p95Millis,
            long spentTodayMicroUsd,
            long dailyCapMicroUsd,
            boolean queuePaused,
            @Nullable ProviderCreditResponse credit) {}

    /**
     * What we have left at a provider.
     *
     * @param unit what the amount counts: {@code credits}, {@code USD} or another
     * @param low whether it is below the limit in the settings
     * @param readAt when the provider said so
     */
    @Schema(name = "ProviderCredit")
    record ProviderCreditResponse(BigDecimal amount, String unit, boolean low, Instant readAt) {}

    /** Whether a provider is to be used. */
    @Schema(name = "ProviderSwitch")
    record ProviderSwitchRequest(@NotNull Boolean enabled) {}

    private record ProviderCalls(
            String provider,
            long calls,
            long failed,
            @Nullable Double meanMillis,
            @Nullable Double p95Millis) {}
}
