package studio.atelier.local.doctor;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** I1 to I3: the books balance, every hold ends once, nothing is credited twice. */
final class Money {

    private Money() {}

    static List<Invariant> invariants() {
        return List.of(
                new Invariant(
                        "I1",
                        "entries add up to 0, a balance is the sum of its entries and lots, and never less than is held",
                        evidence -> all(
                                evidence,
                                DoctorQuery.UNBALANCED,
                                DoctorQuery.BALANCE_IS_NOT_ITS_ENTRIES,
                                DoctorQuery.BALANCE_IS_NOT_ITS_LOTS)),
                new Invariant(
                        "I2",
                        "every hold ends once, captured, released or expired, and none outlives its deadline",
                        evidence -> all(
                                evidence,
                                DoctorQuery.HOLD_WITHOUT_END,
                                DoctorQuery.HOLD_ENDED_OTHERWISE_THAN_ONCE,
                                DoctorQuery.HELD_UNITS_WITHOUT_HOLD)),
                new Invariant(
                        "I3",
                        "no key of a payment, charge or refund is booked twice",
                        evidence -> all(evidence, DoctorQuery.BOOKED_TWICE)));
    }

    private static List<String> all(Evidence evidence, DoctorQuery... queries) throws SQLException {
        List<String> violations = new ArrayList<>();
        for (DoctorQuery query : queries) {
            violations.addAll(evidence.lines(query));
        }
        return violations;
    }
}
