package studio.atelier.generation.operation;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import studio.atelier.contracts.balance.PriceUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A planned request: what it costs and what is sent to a provider.
 *
 * @param operation wire name
 * @param parameters the request as JSON, stored with the job
 * @param model id of a model, which knows its routes
 * @param prompt sent to the provider
 * @param promptVersion of the configuration the prompt came from
 * @param inputs uploads and images sent along, in this order
 * @param imageParameters what is asked of the provider besides, by the names of the provider package's parameters
 * @param price in units of {@code unit}
 */
public record PlannedProviderWork(
        String operation,
        String parameters,
        String model,
        String prompt,
        String promptVersion,
        List<UUID> inputs,
        Map<String, Object> imageParameters,
        PriceUnit unit,
        long price) {

    /** Copies the collections. */
    public PlannedProviderWork {
        inputs = List.copyOf(inputs);
        imageParameters = Map.copyOf(imageParameters);
    }

    /** The same, with the way to pay of its batch in its request, which a retry then takes over. */
    PlannedProviderWork withPaymentOf(JsonMapper json, BatchRequest batch) {
        ObjectNode request = (ObjectNode) json.readTree(parameters);
        request.set("funding", json.valueToTree(batch.fundingOrAuto()));
        request.set("expectedSource", json.valueToTree(batch.expectedSource()));
        request.remove("maxPrice");
        return new PlannedProviderWork(
                operation, request.toString(), model, prompt, promptVersion, inputs, imageParameters, unit, price);
    }
}
