package studio.atelier.platform.database;

import io.r2dbc.postgresql.codec.Json;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Binds the rows that a statement is about as one parameter. */
public final class BatchRows {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private BatchRows() {}

    /** For {@code jsonb_to_recordset}: a column for each component, named in snake case. */
    public static Json toJson(List<? extends Record> rows) {
        return Json.of(MAPPER.writeValueAsBytes(rows));
    }
}
