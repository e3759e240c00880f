package studio.atelier.generation.operation;

import java.util.List;
import java.util.UUID;
import studio.atelier.contracts.balance.PriceUnit;

/**
 * A planned request: what it costs and what is sent to a provider.
 *
 * @param operation wire name
 * @param parameters the request as JSON, stored with the job
 * @param model name of a model in the configuration, which knows its routes
 * @param prompt sent to the provider
 * @param promptVersion of the configuration the prompt came from
 * @param inputs uploads sent along, in this order
 * @param price in units of {@code unit}
 */
public record PlannedProviderWork(
        String operation,
        String parameters,
        String model,
        String prompt,
        String promptVersion,
        List<UUID> inputs,
        PriceUnit unit,
        long price) {

    /** Copies the inputs. */
    public PlannedProviderWork {
        inputs = List.copyOf(inputs);
    }
}
