package studio.atelier.generation.catalogue;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import studio.atelier.contracts.WireNameConverter;
import studio.atelier.platform.language.LocalizedMessages;
import studio.atelier.platform.language.SupportedLanguage;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Renders a model in a language. Labels and hints that models share are texts; a model may have hints of its own. */
@Component
class RenderModelResponse {

    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private final MessageSource messages = LocalizedMessages.readBundles("i18n/model-parameters");
    private final JsonMapper json;

    RenderModelResponse(JsonMapper json) {
        this.json = json;
    }

    ModelResponse toResponse(CatalogueModel model, Locale locale) {
        ObjectNode schema = model.inputSchema().deepCopy();
        Map<String, String> hints = new LinkedHashMap<>();
        Map<String, Object> defaults = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(property -> {
            String name = property.getKey();
            JsonNode described = property.getValue();
            if (described instanceof ObjectNode changeable) {
                changeable.put("title", messages.getMessage(name + ".label", null, titleOf(name, described), locale));
            }
            String hint = findHint(model, name, described, locale);
            if (hint != null) {
                hints.put(name, hint);
            }
            if (described.has("default")) {
                defaults.put(name, json.convertValue(described.get("default"), Object.class));
            }
        });
        return new ModelResponse(
                model.id(),
                textIn(model.names(), locale),
                textIn(model.descriptions(), locale),
                WireNameConverter.toWireName(model.kind()),
                model.priceOf(json.valueToTree(defaults)),
                WireNameConverter.toWireName(model.priceUnit()),
                model.extraPrice(),
                model.sampleUrl(),
                model.enabled(),
                json.convertValue(schema, MEMBERS),
                hints,
                defaults);
    }

    private @Nullable String findHint(CatalogueModel model, String name, JsonNode described, Locale locale) {
        Map<String, String> own = model.hints().get(name);
        return own != null
                ? textIn(own, locale)
                : messages.getMessage(
                        name + ".hint", null, described.path("description").asString(null), locale);
    }

    private static String titleOf(String name, JsonNode described) {
        return described.path("title").asString(name);
    }

    private static String textIn(Map<String, String> texts, Locale locale) {
        String translated = texts.get(locale.getLanguage());
        return translated != null ? translated : texts.getOrDefault(SupportedLanguage.DEFAULT.languageCode(), "");
    }
}
