package studio.atelier.generation.catalogue;

import static studio.atelier.platform.database.BatchRows.toJson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.WireNameConverter;
import studio.atelier.contracts.catalogue.ModelChanged;
import studio.atelier.contracts.catalogue.ModelChanged.ModelForm;
import studio.atelier.platform.crypto.Sha256Hash;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.schedule.TaskSchedule;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes the models that are not as they were published last, whatever changed them: a release, its texts, an
 * operator, or a provider that this deployment has or has not.
 */
@Repository
class PublishModelChanges implements ScheduledTask {

    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final String MARK_PUBLISHED = """
            update model
            set published_sha256 = state.sha256
            from jsonb_to_recordset(:states) as state (id text, sha256 text)
            where model.id = state.id and model.published_sha256 is distinct from state.sha256
            returning model.id
            """;

    private final ModelCatalogue catalogue;
    private final RenderModelResponse renderModel;
    private final DatabaseClient database;
    private final DatabaseTransactions transactions;
    private final TransactionalOutbox outbox;
    private volatile @Nullable ImageModels published;

    PublishModelChanges(
            ModelCatalogue catalogue,
            RenderModelResponse renderModel,
            DatabaseClient database,
            DatabaseTransactions transactions,
            TransactionalOutbox outbox) {
        this.catalogue = catalogue;
        this.renderModel = renderModel;
        this.database = database;
        this.transactions = transactions;
        this.outbox = outbox;
    }

    @Override
    public String name() {
        return "catalogue-changes";
    }

    @Override
    public String description() {
        return "Publishes the models that changed since they were published last.";
    }

    @Override
    public TaskSchedule schedule() {
        return new TaskSchedule.IntervalSchedule(EVERY);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a new snapshot is made for each state of the table
    public Mono<String> runScheduledTask() {
        return catalogue
                .readModels()
                .flatMap(models ->
                        models == published ? Mono.just(0) : publishAll(models).doOnNext(done -> published = models))
                .map("%d models are published"::formatted);
    }

    private Mono<Integer> publishAll(ImageModels models) {
        List<CatalogueModel> all = models.listCatalogue().toList();
        Map<String, ModelChanged> events = new LinkedHashMap<>();
        List<PublishedModelState> states = new ArrayList<>();
        for (CatalogueModel model : all) {
            ModelChanged event = toEvent(model, events.size(), models);
            events.put(model.id(), event);
            states.add(new PublishedModelState(model.id(), computeHash(event, model)));
        }
        return transactions.runInTransaction(database.sql(MARK_PUBLISHED)
                .bind("states", toJson(states))
                .mapValue(String.class)
                .all()
                .mapNotNull(events::get)
                .collectList()
                .delayUntil(outbox::appendAll)
                .map(List::size));
    }

    /** Only the order of the schema's members counts: that of the other maps differs from process to process. */
    private static String computeHash(ModelChanged event, CatalogueModel model) {
        return Sha256Hash.computeHex(SORTED.writeValueAsString(event) + model.inputSchema());
    }

    private ModelChanged toEvent(CatalogueModel model, int position, ImageModels models) {
        ModelResponse any = renderModel.toResponse(model, SupportedLanguage.DEFAULT.toLocale());
        return new ModelChanged(
                model.id(),
                position,
                WireNameConverter.toWireName(model.kind()),
                models.findOffered(model.id()).isPresent(),
                any.price(),
                model.priceUnit(),
                model.extraPrice(),
                model.sampleUrl(),
                any.defaults(),
                Stream.of(SupportedLanguage.values())
                        .collect(Collectors.toMap(
                                SupportedLanguage::languageCode, language -> toForm(model, language))));
    }

    private ModelForm toForm(CatalogueModel model, SupportedLanguage language) {
        ModelResponse rendered = renderModel.toResponse(model, language.toLocale());
        return new ModelForm(rendered.name(), rendered.description(), rendered.inputSchema(), rendered.hints());
    }

    private record PublishedModelState(String id, String sha256) {}
}
