package studio.atelier.local.doctor;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * A condition that holds after every fault.
 *
 * @param code as in FAULTS: {@code I1} to {@code I10}
 * @param sentence what must hold
 */
record Invariant(String code, String sentence, Check check) {

    /** Finds the violations, one line each, with the ids to search for. */
    interface Check {
        List<String> violations(Evidence evidence) throws SQLException, IOException;
    }
}
