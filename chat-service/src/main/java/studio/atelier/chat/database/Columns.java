package studio.atelier.chat.database;

import io.r2dbc.spi.Readable;
import java.util.Objects;

/** Reads columns. */
public final class Columns {

    private Columns() {}

    /** The value of a column that is not null by the table's definition. */
    public static <T> T required(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
