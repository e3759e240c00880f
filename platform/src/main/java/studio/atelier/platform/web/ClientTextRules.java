package studio.atelier.platform.web;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Texts of clients that cannot be kept: PostgreSQL stores no U+0000, and half of a surrogate pair is no character in
 * UTF-8. They are refused where a request is read, so that no feature has to think of them.
 */
final class ClientTextRules {

    private ClientTextRules() {}

    /** Whether the text can be kept as it is. */
    static boolean canBeKept(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * A mapper that reads what clients send: it refuses texts that cannot be kept, and takes no 1.9 for a whole number.
     */
    static JsonMapper readerOf(JsonMapper mapper) {
        return mapper.rebuild()
                .addModule(new SimpleModule("client-text").addDeserializer(String.class, new KeptTextDeserializer()))
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .build();
    }

    private static final class KeptTextDeserializer extends StdScalarDeserializer<String> {

        KeptTextDeserializer() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) {
            String text = StringDeserializer.instance.deserialize(parser, context);
            if (text != null && !canBeKept(text)) {
                return (String) context.handleWeirdStringValue(
                        String.class, "", "it has a null character or half of a surrogate pair");
            }
            return text;
        }
    }
}
