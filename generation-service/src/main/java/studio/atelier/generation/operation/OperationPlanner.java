package studio.atelier.generation.operation;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.generation.upload.Upload;
import studio.atelier.generation.upload.UserUploads;
import tools.jackson.databind.json.JsonMapper;

/** Plans requests: checks them and adds price, model and prompt. */
@Component
public class OperationPlanner {

    private static final List<String> OFFERED = List.of(TryOnRequest.OPERATION);

    private final TryOnProperties tryOn;
    private final UserUploads uploads;
    private final JsonMapper json;

    OperationPlanner(TryOnProperties tryOn, UserUploads uploads, JsonMapper json) {
        this.tryOn = tryOn;
        this.uploads = uploads;
        this.json = json;
    }

    /**
     * Checks the request and returns what it costs and what is sent to a provider.
     *
     * @return fails with {@link OperationException}
     */
    public Mono<PlannedProviderWork> planWork(UserId user, GenerationRequest request) {
        if (request.fundingOrAuto() == Funding.UNKNOWN || request.expectedSource() == Source.UNKNOWN) {
            return Mono.error(OperationException.UnknownFundingOrSource::new);
        }
        return switch (request) {
            case TryOnRequest wanted -> planTryOn(user, wanted);
            case UnknownOperationRequest unknown -> Mono.error(() -> new OperationException.UnknownOperation(OFFERED));
        };
    }

    /** Reads the request of an earlier job from its {@link PlannedProviderWork#parameters()}. */
    public GenerationRequest readRequest(String parameters) {
        return json.readValue(parameters, GenerationRequest.class);
    }

    private Mono<PlannedProviderWork> planTryOn(UserId user, TryOnRequest wanted) {
        return Mono.justOrEmpty(TryOnItemCategory.ofWireName(wanted.category()))
                .switchIfEmpty(Mono.error(OperationException.UnknownCategory::new))
                .delayUntil(
                        category -> requireOwnUploads(user, List.of(wanted.personUploadId(), wanted.itemUploadId())))
                .map(category -> tryOn(wanted, category));
    }

    private Mono<Void> requireOwnUploads(UserId user, List<UUID> uploadIds) {
        return uploads.listUploads(user, uploadIds)
                .map(found -> found.stream().map(Upload::id).toList())
                .flatMap(found -> Mono.justOrEmpty(
                        uploadIds.stream().filter(id -> !found.contains(id)).findFirst()))
                .flatMap(missing -> Mono.error(new OperationException.InputUploadNotFound(missing)));
    }

    private PlannedProviderWork tryOn(TryOnRequest wanted, TryOnItemCategory category) {
        return new PlannedProviderWork(
                TryOnRequest.OPERATION,
                json.writeValueAsString(wanted),
                tryOn.model(),
                tryOn.promptFor(category),
                tryOn.promptVersion(),
                List.of(wanted.personUploadId(), wanted.itemUploadId()),
                PriceUnit.ACTIONS,
                tryOn.price());
    }
}
