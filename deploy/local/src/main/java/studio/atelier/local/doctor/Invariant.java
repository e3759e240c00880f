package studio.atelier.local.doctor;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * Something that must hold whatever breaks.
 *
 * @param code as in FAULTS: {@code I1} to {@code I10}
 * @param sentence what must hold
 */
record Invariant(String code, String sentence, Check check) {

    /** Finds what breaks the invariant, each in a line a person can follow up. */
    interface Check {
        List<String> violations(Evidence evidence) throws SQLException, IOException;
    }
}
