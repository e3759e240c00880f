package studio.atelier.billing.hold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.billing.BillingServiceTest;
import studio.atelier.billing.Person;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.billing.ledger.HoldPlacement;
import studio.atelier.billing.ledger.LedgerProperties;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PriceUnit;
import studio.atelier.platform.schedule.ScheduledTask;

@BillingServiceTest
class ScheduledTasksIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final String CHANGE_FREE = """
            update account_balance set units = units %s
             where source = 'free' and account_id = (select id from account where user_id = :user)
            """;

    @Autowired
    private List<ScheduledTask> tasks;

    @Autowired
    private AccountLedger ledger;

    @Autowired
    private LedgerProperties terms;

    @Autowired
    private DatabaseClient database;

    @Autowired
    private Person.Factory people;

    @Test
    void expiredHoldsGivesUnitsBack() {
        Person person = people.someone();
        UUID hold = UuidV7Generator.nextUuid();
        ledger.placeHolds(HoldPlacement.of(new PlaceHold(
                        hold,
                        person.id(),
                        PriceUnit.ACTIONS,
                        4,
                        Funding.AUTO,
                        "try-on",
                        null,
                        Instant.now().minusSeconds(1))))
                .block(LIMIT);
        assertThat(run("expired-holds")).endsWith("holds expired").isNotEqualTo("0 holds expired");
        person.get("/api/v1/billing/balance")
                .expectBody()
                .jsonPath("$.free.actionsLeft")
                .isEqualTo(10)
                .jsonPath("$.held.actions")
                .isEqualTo(0);
    }

    @Test
    void ledgerCheckFindsNothingWrongAndSaysSoIfThereIs() {
        assertThat(run("ledger-check")).isEqualTo("all agree");
        Person person = people.someone();
        person.get("/api/v1/billing/balance").expectStatus().isOk();
        change(CHANGE_FREE.formatted("+ 1"), person);
        assertThat(run("ledger-check")).isEqualTo("1 differences");
        change(CHANGE_FREE.formatted("- 1"), person);
    }

    @Test
    void freeQuotaRenewalTellsWhoeverWasThereLastMonthOnce() {
        Person person = people.someone();
        person.get("/api/v1/billing/balance").expectStatus().isOk();
        YearMonth last = YearMonth.now(terms.zone()).minusMonths(1);
        change("update account set free_month = '" + last + "' where user_id = :user", person);
        assertThat(run("free-quota-renewal")).isEqualTo("1 people told");
        assertThat(run("free-quota-renewal")).isEqualTo("0 people told");
    }

    @Test
    void unplacedHoldsForgetsOnlyWhatIsOld() {
        Person person = people.someone();
        UUID old = UuidV7Generator.nextUuid();
        UUID young = UuidV7Generator.nextUuid();
        ledger.releaseHold(person.id(), old, "failed").block(LIMIT);
        ledger.releaseHold(person.id(), young, "failed").block(LIMIT);
        change(
                "update hold set ended_at = now() - interval '31 days' where id = '" + old
                        + "' and account_id = (select id from account where user_id = :user)",
                person);
        assertThat(run("unplaced-holds")).isEqualTo("1 holds forgotten");
        Long left = database.sql("select count(*) from hold where id in (:old, :young)")
                .bind("old", old)
                .bind("young", young)
                .map(row -> row.get(0, Long.class))
                .one()
                .block(LIMIT);
        assertThat(left).isEqualTo(1);
    }

    private void change(String sql, Person person) {
        assertThat(database.sql(sql)
                        .bind("user", person.id().value())
                        .fetch()
                        .rowsUpdated()
                        .block(LIMIT))
                .isEqualTo(1);
    }

    private String run(String name) {
        return tasks.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow()
                .runScheduledTask()
                .block(LIMIT);
    }
}
