package studio.atelier.generation.provider;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.generation.provider.ImageProvider.ProviderCredit;
import studio.atelier.platform.cache.CacheSpecification;
import studio.atelier.platform.cache.SmartCache;
import studio.atelier.platform.cache.SmartCaches;
import studio.atelier.platform.database.BatchRows;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.work.BackgroundWork;
import studio.atelier.platform.work.ShutdownPhase;
import studio.atelier.platform.work.WorkLoop;

/**
 * What we have left at the providers. It is read through a cache that the instances share: a provider is asked once in
 * a few minutes, whoever looks. Every instance looks once a minute and reports the same gauges; the first that sees a
 * credit fall below its limit notifies operators.
 */
@Repository
public class ProviderCredits extends BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(ProviderCredits.class);
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);
    private static final Duration SERVED_STALE = Duration.ofHours(1);
    private static final Duration BEFORE_ASKING_AGAIN = Duration.ofMinutes(10);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);

    /** Changes the queues whose credit has fallen below its limit or is above it again. Index: queue_pkey. */
    private static final String NOTE_LOW = """
            with known as (
                select * from jsonb_to_recordset(:credits) as known (provider text, low boolean)
            ), changed as materialized (
                select queue.name, known.low
                from known
                join queue on queue.name = known.provider
                where known.low = (queue.credit_low_since is null)
                order by queue.name
                for no key update of queue
            )
            update queue
            set credit_low_since = case when changed.low then now() end
            from changed
            where queue.name = changed.name
            returning queue.name
            """;

    private final ProviderRegistry providers;
    private final SmartCache<String, KnownCredit> cache;
    private final DatabaseClient database;
    private final DatabaseTransactions transactions;
    private final TransactionalOutbox outbox;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, Double> amounts = new ConcurrentHashMap<>();

    ProviderCredits(
            ProviderRegistry providers,
            SmartCaches caches,
            DatabaseClient database,
            DatabaseTransactions transactions,
            TransactionalOutbox outbox,
            MeterRegistry meters,
            Clock clock) {
        super(ShutdownPhase.INTAKE, DRAIN_LIMIT);
        this.providers = providers;
        this.database = database;
        this.transactions = transactions;
        this.outbox = outbox;
        this.meters = meters;
        this.clock = clock;
        this.cache = caches.createCache(
                CacheSpecification.<String, KnownCredit>of("provider-credit", TIME_TO_LIVE, this::askProvider)
                        .serveStaleFor(SERVED_STALE)
                        .rememberAbsenceFor(BEFORE_ASKING_AGAIN)
                        .pauseAfterFailure(AFTER_FAILURE)
                        .keepFresh(providers.listNames().size())
                        .shareThroughRedis(KnownCredit.class));
        addLoop(WorkLoop.polling(
                "provider-credit", 1, EVERY, () -> watchCredits().thenReturn(false)));
    }

    private Mono<KnownCredit> askProvider(String provider) {
        return providers.requireProvider(provider).findCredit().map(credit -> new KnownCredit(credit, clock.instant()));
    }

    /**
     * What we have left at a provider, which must be available: a few minutes old, or up to an hour more while it
     * cannot be read. Empty if the provider does not tell it, or it could not be read for longer. Never fails: the
     * cache reports failures.
     */
    public Mono<KnownCredit> findCredit(String provider) {
        return cache.findValue(provider).onErrorResume(reportedByTheCache -> Mono.empty());
    }

    /** Lets the provider be asked at the next look, in all instances. Never fails. */
    public Mono<Void> forgetCredit(String provider) {
        return cache.invalidateKey(provider);
    }

    /** Reads all credits, and notifies operators of those that have fallen below their limit. */
    Mono<Void> watchCredits() {
        return Flux.fromIterable(providers.listNames())
                .flatMap(provider -> findCredit(provider)
                        .map(known -> new WatchedCredit(provider, known.credit()))
                        .switchIfEmpty(Mono.fromRunnable(() -> amounts.remove(provider))))
                .doOnNext(this::reportAmount)
                .collectList()
                .filter(watched -> !watched.isEmpty())
                .flatMap(this::noteLowCredits);
    }

    private void reportAmount(WatchedCredit watched) {
        String provider = watched.provider();
        if (amounts.put(provider, watched.credit().amount().doubleValue()) == null) {
            Gauge.builder("atelier.provider.credit", amounts, known -> known.getOrDefault(provider, Double.NaN))
                    .description("What we have left at the provider, in its own unit")
                    .tag("provider", provider)
                    .register(meters);
        }
    }

    private Mono<Void> noteLowCredits(List<WatchedCredit> watched) {
        List<LowCreditRow> rows = watched.stream()
                .map(each -> new LowCreditRow(each.provider(), each.credit().low()))
                .toList();
        return transactions
                .runInTransaction(database.sql(NOTE_LOW)
                        .bind("credits", BatchRows.toJson(rows))
                        .mapValue(String.class)
                        .all()
                        .collectList()
                        .map(changed -> watched.stream()
                                .filter(each -> changed.contains(each.provider()))
                                .toList())
                        .delayUntil(changed -> outbox.appendAll(changed.stream()
                                .filter(each -> each.credit().low())
                                .map(this::toNotice)
                                .toList())))
                .doOnNext(changed -> changed.forEach(ProviderCredits::logChange))
                .then();
    }

    private OperatorNotice toNotice(WatchedCredit low) {
        return new OperatorNotice(
                OperatorNotice.OperatorNoticeKind.CREDIT_LOW,
                low.provider(),
                Map.of(
                        "amount", low.credit().amount().toPlainString(),
                        "unit", low.credit().unit()),
                clock.instant());
    }

    private static void logChange(WatchedCredit changed) {
        ProviderCredit credit = changed.credit();
        if (credit.low()) {
            log.warn(
                    "Credit at provider {} is below its limit: {} {} are left",
                    changed.provider(),
                    credit.amount().toPlainString(),
                    credit.unit());
        } else {
            log.info("Credit at provider {} is above its limit again", changed.provider());
        }
    }

    /**
     * What we have left at a provider.
     *
     * @param readAt when the provider said so
     */
    public record KnownCredit(ProviderCredit credit, Instant readAt) {}

    private record WatchedCredit(String provider, ProviderCredit credit) {}

    private record LowCreditRow(String provider, boolean low) {}
}
