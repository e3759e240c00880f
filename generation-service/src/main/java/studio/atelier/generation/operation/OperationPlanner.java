package studio.atelier.generation.operation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.generation.catalogue.CatalogueException;
import studio.atelier.generation.catalogue.CatalogueModel;
import studio.atelier.generation.catalogue.CheckModelParameters;
import studio.atelier.generation.catalogue.CheckModelParameters.ModelChoice;
import studio.atelier.generation.catalogue.ImageModels;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.input.JobInputPictures;
import tools.jackson.databind.json.JsonMapper;

/** Plans requests: checks them and adds price, model and prompt. */
@Component
public class OperationPlanner {

    private static final List<String> OFFERED =
            List.of(TryOnRequest.OPERATION, EditRequest.OPERATION, ModelRequest.OPERATION, BatchRequest.OPERATION);
    private static final List<String> OFFERED_IN_BATCHES =
            List.of(TryOnRequest.OPERATION, EditRequest.OPERATION, ModelRequest.OPERATION);

    private final TryOnProperties tryOn;
    private final EditProperties edit;
    private final ModelCatalogue catalogue;
    private final CheckModelParameters checkParameters;
    private final ContentPolicy policy;
    private final JobInputPictures inputs;
    private final JsonMapper json;

    OperationPlanner(
            TryOnProperties tryOn,
            EditProperties edit,
            ModelCatalogue catalogue,
            CheckModelParameters checkParameters,
            ContentPolicy policy,
            JobInputPictures inputs,
            JsonMapper json) {
        this.tryOn = tryOn;
        this.edit = edit;
        this.catalogue = catalogue;
        this.checkParameters = checkParameters;
        this.policy = policy;
        this.inputs = inputs;
        this.json = json;
    }

    /**
     * Returns what each job of the request costs and what is sent to a provider: one job, or those of a batch. Pictures
     * are not looked up.
     *
     * @param locale for the texts of errors
     * @return fails with {@link OperationException} if there is no such operation, its choices are unknown or its
     *     content is not allowed, and with {@link CatalogueException} if the model is not offered or its parameters do
     *     not satisfy its schema
     */
    public Mono<List<PlannedProviderWork>> planAll(GenerationRequest request, Locale locale) {
        return catalogue.readModels().map(models -> {
            requireKnownFunding(request);
            return request instanceof BatchRequest batch
                    ? planBatch(batch, models, locale)
                    : List.of(planOne(request, models, "", locale));
        });
    }

    private static void requireKnownFunding(GenerationRequest request) {
        if (request.fundingOrAuto() == Funding.UNKNOWN || request.expectedSource() == Source.UNKNOWN) {
            throw new OperationException.UnknownFundingOrSource();
        }
    }

    private List<PlannedProviderWork> planBatch(BatchRequest batch, ImageModels models, Locale locale) {
        List<PlannedProviderWork> works = IntStream.range(0, batch.items().size())
                .mapToObj(number -> planItem(batch.items().get(number), models, "/items/" + number, locale))
                .map(work -> work.withPaymentOf(json, batch))
                .toList();
        if (works.stream().map(PlannedProviderWork::unit).distinct().count() > 1) {
            throw new OperationException.MixedUnits();
        }
        return works;
    }

    private PlannedProviderWork planItem(GenerationRequest item, ImageModels models, String pointer, Locale locale) {
        if (item.funding() != null || item.expectedSource() != null || item.maxPrice() != null) {
            throw new OperationException.PaymentOfBatchItem(pointer);
        }
        return planOne(item, models, pointer, locale);
    }

    /** @param pointer of the request into the body */
    private PlannedProviderWork planOne(GenerationRequest request, ImageModels models, String pointer, Locale locale) {
        PlannedProviderWork work = switch (request) {
            case TryOnRequest wanted -> planTryOn(wanted, models);
            case EditRequest wanted -> planEdit(wanted, models);
            case ModelRequest wanted -> planModel(wanted, models, pointer, locale);
            case BatchRequest nested -> throw new OperationException.UnknownOperation(OFFERED_IN_BATCHES);
            case UnknownOperationRequest unknown -> throw new OperationException.UnknownOperation(OFFERED);
        };
        policy.requireAllowed(work.prompt());
        return work;
    }

    /** Fails with {@link OperationException.InputNotFound} unless the user has all pictures that are sent along. */
    public Mono<Void> requireInputs(UserId user, List<PlannedProviderWork> works) {
        List<UUID> pictures = works.stream()
                .flatMap(work -> work.inputs().stream())
                .distinct()
                .toList();
        return pictures.isEmpty()
                ? Mono.empty()
                : inputs.findMissing(user, pictures)
                        .flatMap(missing -> Mono.error(new OperationException.InputNotFound(missing)));
    }

    /** Reads the request of an earlier job from its {@link PlannedProviderWork#parameters()}. */
    public GenerationRequest readRequest(String parameters) {
        return json.readValue(parameters, GenerationRequest.class);
    }

    private PlannedProviderWork planTryOn(TryOnRequest wanted, ImageModels models) {
        TryOnItemCategory category =
                TryOnItemCategory.ofWireName(wanted.category()).orElseThrow(OperationException.UnknownCategory::new);
        return new PlannedProviderWork(
                TryOnRequest.OPERATION,
                json.writeValueAsString(wanted),
                requireUsable(models, tryOn.model()),
                tryOn.promptFor(category),
                tryOn.promptVersion(),
                List.of(wanted.personUploadId(), wanted.itemUploadId()),
                Map.of(),
                PriceUnit.ACTIONS,
                tryOn.price());
    }

    private PlannedProviderWork planEdit(EditRequest wanted, ImageModels models) {
        String prompt = wanted.prompt();
        return new PlannedProviderWork(
                EditRequest.OPERATION,
                json.writeValueAsString(wanted),
                requireUsable(models, edit.model()),
                prompt == null ? edit.variationPrompt() : prompt.strip(),
                edit.promptVersion(),
                List.of(wanted.source()),
                Map.of(),
                PriceUnit.ACTIONS,
                edit.price());
    }

    private PlannedProviderWork planModel(ModelRequest wanted, ImageModels models, String pointer, Locale locale) {
        CatalogueModel model =
                models.findOffered(wanted.modelId()).orElseThrow(CatalogueException.ModelNotOffered::new);
        ModelChoice choice = checkParameters.handle(model, wanted.parameters(), pointer, locale);
        return new PlannedProviderWork(
                ModelRequest.OPERATION,
                json.writeValueAsString(wanted),
                model.id(),
                choice.prompt(),
                "",
                choice.inputs(),
                choice.imageParameters(),
                model.priceUnit(),
                choice.price());
    }

    private static String requireUsable(ImageModels models, String model) {
        if (!models.isUsable(model)) {
            throw new CatalogueException.ModelNotOffered();
        }
        return model;
    }
}
