package studio.atelier.sandbox.provider;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The fields of a request. A value that is absent or null has its default; a wrong one is refused. */
public final class RequestFields {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int LARGEST_SIDE = 2048;
    private static final int LARGEST_SEED = Integer.MAX_VALUE;

    private final JsonNode fields;
    private final boolean texts;
    private final BiFunction<String, String, ProviderRefusal> refusal;

    private RequestFields(JsonNode fields, boolean texts, BiFunction<String, String, ProviderRefusal> refusal) {
        this.fields = fields;
        this.texts = texts;
        this.refusal = refusal;
    }

    /**
     * The fields of a JSON object.
     *
     * @param refusal makes the provider's refusal from a field's name and what is wrong with it
     */
    public static RequestFields ofJson(JsonNode object, BiFunction<String, String, ProviderRefusal> refusal) {
        return new RequestFields(object, false, refusal);
    }

    /** The fields of a form or a query, whose numbers are texts. */
    public static RequestFields ofTexts(JsonNode texts, BiFunction<String, String, ProviderRefusal> refusal) {
        return new RequestFields(texts, true, refusal);
    }

    /** The JSON object in a body; an object without fields if the body has none, or is not JSON. */
    public static ObjectNode objectIn(byte @Nullable [] body) {
        if (body == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return JSON.readTree(body) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        } catch (JacksonException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /** Refuses fields that the provider does not document, so that a wrong name is noticed. */
    public void allowOnly(Set<String> names) {
        Set<String> others = new TreeSet<>(fields.propertyNames());
        others.removeAll(names);
        if (!others.isEmpty()) {
            String first = others.iterator().next();
            throw refusal.apply(first, "Unknown parameter: '" + first + "'.");
        }
    }

    public boolean has(String name) {
        return fields.hasNonNull(name);
    }

    public JsonNode node(String name) {
        return fields.path(name);
    }

    public String text(String name, String absent) {
        if (!has(name)) {
            return absent;
        }
        if (!node(name).isString()) {
            throw refusal.apply(name, name + " must be a string.");
        }
        return node(name).stringValue();
    }

    /** A text of 1 to so many characters that must be there. */
    public String requiredText(String name, int most) {
        String text = text(name, "");
        if (text.isBlank()) {
            throw refusal.apply(name, "Missing required parameter: '" + name + "'.");
        }
        if (text.length() > most) {
            throw refusal.apply(name, name + " has more than " + most + " characters.");
        }
        return text;
    }

    public String oneOf(String name, String absent, String... values) {
        String text = text(name, absent);
        List<String> allowed = Arrays.asList(values);
        if (has(name) && !allowed.contains(text)) {
            throw refusal.apply(name, name + " must be one of " + String.join(", ", allowed) + ".");
        }
        return text;
    }

    public long whole(String name, long absent, long min, long max) {
        if (!has(name)) {
            return absent;
        }
        JsonNode node = node(name);
        long value;
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            value = node.longValue();
        } else if (texts && node.asString("").matches("-?\\d{1,18}")) {
            value = Long.parseLong(node.stringValue());
        } else {
            throw refusal.apply(name, name + " must be a whole number.");
        }
        if (value < min || value > max) {
            throw refusal.apply(name, name + " must be from " + min + " to " + max + ".");
        }
        return value;
    }

    public double number(String name, double absent, double min, double max) {
        if (!has(name)) {
            return absent;
        }
        if (!node(name).isNumber()) {
            throw refusal.apply(name, name + " must be a number.");
        }
        double value = node(name).doubleValue();
        if (value < min || value > max) {
            throw refusal.apply(name, name + " must be from " + min + " to " + max + ".");
        }
        return value;
    }

    public boolean flag(String name, boolean absent) {
        if (!has(name)) {
            return absent;
        }
        JsonNode node = node(name);
        if (texts && node.asString("").matches("true|false")) {
            return Boolean.parseBoolean(node.stringValue());
        }
        if (!node.isBoolean()) {
            throw refusal.apply(name, name + " must be true or false.");
        }
        return node.booleanValue();
    }

    /** The longer of two sides, at most as long as the sandbox draws. */
    public static int longSide(long width, long height) {
        return (int) Math.min(Math.max(width, height), LARGEST_SIDE);
    }

    public static long randomSeed() {
        return ThreadLocalRandom.current().nextInt(1, LARGEST_SEED);
    }
}
