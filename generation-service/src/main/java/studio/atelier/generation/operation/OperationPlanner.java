package studio.atelier.generation.operation;

import java.util.List;
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
     * Returns what the request costs and what is sent to a provider. Its uploads are not looked up.
     *
     * @throws OperationException if there is no such operation, or its choices are unknown
     */
    public PlannedProviderWork planWork(GenerationRequest request) {
        if (request.fundingOrAuto() == Funding.UNKNOWN || request.expectedSource() == Source.UNKNOWN) {
            throw new OperationException.UnknownFundingOrSource();
        }
        return switch (request) {
            case TryOnRequest wanted ->
                tryOn(
                        wanted,
                        TryOnItemCategory.ofWireName(wanted.category())
                                .orElseThrow(OperationException.UnknownCategory::new));
            case UnknownOperationRequest unknown -> throw new OperationException.UnknownOperation(OFFERED);
        };
    }

    /**
     * Fails with {@link OperationException.InputUploadNotFound} unless the user has all uploads that are sent along.
     */
    public Mono<Void> requireInputs(UserId user, PlannedProviderWork work) {
        return uploads.listUploads(user, work.inputs())
                .map(found -> found.stream().map(Upload::id).toList())
                .flatMap(found -> Mono.justOrEmpty(
                        work.inputs().stream().filter(id -> !found.contains(id)).findFirst()))
                .flatMap(missing -> Mono.error(new OperationException.InputUploadNotFound(missing)));
    }

    /** Reads the request of an earlier job from its {@link PlannedProviderWork#parameters()}. */
    public GenerationRequest readRequest(String parameters) {
        return json.readValue(parameters, GenerationRequest.class);
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
