package studio.atelier.platform.event;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Creates the mapper that writes and reads events, independent of the service's own JSON settings: members of a newer
 * version are ignored, enum values of a newer version become UNKNOWN, times are ISO-8601, and sizes have limits.
 */
public final class EventJsonMapper {

    private static final int MOST_BYTES = 1_000_000;
    private static final int DEEPEST = 32;

    private EventJsonMapper() {}

    public static JsonMapper createMapper() {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(MOST_BYTES)
                .maxDocumentLength(MOST_BYTES)
                .maxNumberLength(100)
                .build();
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(limits).build())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
                .build();
    }
}
