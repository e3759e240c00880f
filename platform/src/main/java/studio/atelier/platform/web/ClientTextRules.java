package studio.atelier.platform.web;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Rejects client texts that cannot be stored: PostgreSQL stores no U+0000, and an unpaired surrogate is not valid
 * UTF-8. They are refused where a request is read, so that no feature needs to check them.
 */
final class ClientTextRules {

    private ClientTextRules() {}

    /** Whether the text can be stored unchanged. */
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
     * A mapper for client requests: it refuses texts that cannot be stored, and does not read 1.9 as a whole number.
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
