package studio.atelier.contracts.catalogue;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * A model of the catalogue after a change: all that is needed to offer it and to build its form. It displays; only
 * generation decides what is admitted, and at which price.
 *
 * @param modelId also the key of the record
 * @param position order in the catalogue, from 0
 * @param kind {@code text-to-image} or {@code edit}
 * @param offered whether it can be chosen now
 * @param price units an image costs with the defaults
 * @param extraPrice units that are added to the price, by parameter and its value
 * @param defaults by parameter
 * @param forms by language code
 */
@EventType(value = "catalogue.model-changed.v1", topic = EventTopic.CATALOGUE_MODELS)
public record ModelChanged(
        String modelId,
        int position,
        String kind,
        boolean offered,
        long price,
        PriceUnit priceUnit,
        Map<String, Map<String, Long>> extraPrice,
        @Nullable String sampleUrl,
        Map<String, Object> defaults,
        Map<String, ModelForm> forms)
        implements AtelierEvent {

    @Override
    public String recordKey() {
        return modelId;
    }

    /**
     * The model and its form in one language.
     *
     * @param inputSchema JSON Schema 2020-12 with a title for each property; its properties are in the order of the
     *     form, and a picture is a string of the format {@code atelier-image}: the id of an upload or of an image
     * @param hints what to enter, by parameter
     */
    public record ModelForm(
            String name, String description, Map<String, Object> inputSchema, Map<String, String> hints) {}
}
