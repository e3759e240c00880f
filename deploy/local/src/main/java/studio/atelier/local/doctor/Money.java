package studio.atelier.local.doctor;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** I1 to I3: the books balance, every hold ends once, nothing is credited twice. Each query is one snapshot. */
final class Money {

    private static final String UNBALANCED = """
            select 'unit ' || unit || ': the entries add up to ' || sum(amount)
              from entry group by unit having sum(amount) <> 0
            union all
            select 'transaction ' || transaction_id || ': its entries in ' || unit || ' add up to ' || sum(amount)
              from entry group by transaction_id, unit having sum(amount) <> 0
            """;

    private static final String BALANCE_IS_NOT_ITS_ENTRIES = """
            with booked as (
                select account_id, unit::text as source, sum(amount) as units from entry
                 where account_id in (select id from account where user_id is not null) group by 1, 2),
            shown as (select account_id, source::text, units from account_balance)
            select 'account ' || account_id || ' shows ' || coalesce(shown.units, 0) || ' ' || source
                   || ', its entries say ' || coalesce(booked.units, 0)
              from shown full join booked using (account_id, source)
             where coalesce(shown.units, 0) <> coalesce(booked.units, 0)
            """;

    private static final String BALANCE_IS_NOT_ITS_LOTS = """
            with stored as (
                select account_id, source::text, sum(remaining) as units, sum(held) as held from lot group by 1, 2),
            shown as (select account_id, source::text, units, held from account_balance)
            select 'account ' || account_id || ': ' || coalesce(shown.units, 0) || ' ' || source || ', '
                   || coalesce(shown.held, 0) || ' held; its lots have ' || coalesce(stored.units, 0) || ', '
                   || coalesce(stored.held, 0) || ' held'
              from shown full join stored using (account_id, source)
             where (coalesce(shown.units, 0), coalesce(shown.held, 0))
                   is distinct from (coalesce(stored.units, 0), coalesce(stored.held, 0))
            union all
            select 'account ' || account_id || ': ' || source || ' is ' || units || ' with ' || held || ' held'
              from shown where held < 0 or units < held
            """;

    private static final String HOLD_WITHOUT_END = """
            select 'hold ' || id || ' was due at ' || expires_at || ' and is still held'
              from hold where status = 'held' and expires_at < now() - interval '15 minutes'
            """;

    private static final String HOLD_ENDED_OTHERWISE_THAN_ONCE = """
            select 'hold ' || h.id || ' is ' || h.status || ' and was charged ' || count(t.id) || ' times'
              from hold h
              left join transaction t on t.hold_id = h.id and t.kind in ('capture', 'late-capture', 'write-off')
             group by h.id, h.status
            having count(t.id) <> case h.status when 'captured' then 1 else 0 end
            """;

    private static final String HELD_UNITS_WITHOUT_HOLD = """
            select 'lot ' || l.id || ' has ' || l.held || ' held, its open holds name ' || coalesce(sum(n.amount), 0)
              from lot l
              left join (select hl.lot_id, hl.amount from hold_lot hl
                           join hold h on h.id = hl.hold_id and h.status = 'held') n on n.lot_id = l.id
             group by l.id, l.held
            having l.held <> coalesce(sum(n.amount), 0)
            """;

    private static final String BOOKED_TWICE = """
            select 'key ' || idempotency_key || ' was booked ' || count(*) || ' times'
              from transaction group by idempotency_key having count(*) > 1
            union all
            select 'hold ' || hold_id || ' was charged ' || count(*) || ' times'
              from transaction
             where hold_id is not null and kind in ('capture', 'late-capture', 'write-off')
             group by hold_id having count(*) > 1
            """;

    private Money() {}

    static List<Invariant> invariants() {
        return List.of(
                new Invariant(
                        "I1",
                        "entries add up to 0, a balance is the sum of its entries and lots, and never less than is held",
                        evidence -> all(evidence, UNBALANCED, BALANCE_IS_NOT_ITS_ENTRIES, BALANCE_IS_NOT_ITS_LOTS)),
                new Invariant(
                        "I2",
                        "every hold ends once, captured, released or expired, and none outlives its deadline",
                        evidence -> all(
                                evidence, HOLD_WITHOUT_END, HOLD_ENDED_OTHERWISE_THAN_ONCE, HELD_UNITS_WITHOUT_HOLD)),
                new Invariant(
                        "I3",
                        "no key of a payment, charge or refund is booked twice",
                        evidence -> all(evidence, BOOKED_TWICE)));
    }

    private static List<String> all(Evidence evidence, String... queries) throws SQLException {
        List<String> violations = new ArrayList<>();
        for (String query : queries) {
            violations.addAll(evidence.lines("BILLING", query));
        }
        return violations;
    }
}
