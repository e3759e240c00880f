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
                select account_id,
                       coalesce(sum(amount) filter (where unit = 'plan'), 0)     as plan,
                       coalesce(sum(amount) filter (where unit = 'credits'), 0)  as credits,
                       coalesce(sum(amount) filter (where unit = 'free'), 0)     as free,
                       coalesce(sum(amount) filter (where unit = 'energy'), 0)   as energy,
                       coalesce(sum(amount) filter (where unit = 'diamonds'), 0) as diamonds
                  from entry group by account_id)
            select 'account ' || a.id || ' shows '
                   || concat_ws('/', a.plan, a.credits, a.free, a.energy, a.diamonds) || ', its entries say '
                   || concat_ws('/', b.plan, b.credits, b.free, b.energy, b.diamonds)
              from account a left join booked b on b.account_id = a.id
             where a.user_id is not null
               and (a.plan, a.credits, a.free, a.energy, a.diamonds)
                   is distinct from (coalesce(b.plan, 0), coalesce(b.credits, 0), coalesce(b.free, 0),
                                     coalesce(b.energy, 0), coalesce(b.diamonds, 0))
            """;

    private static final String BALANCE_IS_NOT_ITS_LOTS = """
            with stored as (
                select account_id, source, sum(remaining) as units, sum(held) as held from lot group by 1, 2),
            shown as (
                select a.id, s.source, s.units, s.held
                  from account a
                  cross join lateral (values ('plan', a.plan, a.plan_held), ('credits', a.credits, a.credits_held),
                                             ('free', a.free, a.free_held), ('energy', a.energy, a.energy_held),
                                             ('diamonds', a.diamonds, a.diamonds_held)) as s (source, units, held)
                 where a.user_id is not null)
            select 'account ' || h.id || ': ' || h.units || ' ' || h.source || ', ' || h.held || ' held; its lots have '
                   || coalesce(l.units, 0) || ', ' || coalesce(l.held, 0) || ' held'
              from shown h left join stored l on l.account_id = h.id and l.source = h.source
             where (h.units, h.held) is distinct from (coalesce(l.units, 0), coalesce(l.held, 0))
            union all
            select 'account ' || id || ': ' || source || ' is ' || units || ' with ' || held || ' held'
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
