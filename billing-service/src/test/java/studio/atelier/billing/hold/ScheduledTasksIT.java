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
import studio.atelier.billing.ledger.HoldCommand.HoldRelease;
import studio.atelier.billing.ledger.HoldPlacement;
import studio.atelier.billing.ledger.LedgerProperties;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHold;
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
        Person user = people.someone();
        UUID hold = UuidV7Generator.nextUuid();
        ledger.executeCommands(List.of(HoldPlacement.of(new PlaceHold(
                        hold,
                        user.id(),
                        PriceUnit.ACTIONS,
                        4,
                        Funding.AUTO,
                        "try-on",
                        null,
                        Instant.now().minusSeconds(1)))))
                .block(LIMIT);
        assertThat(run("expired-holds")).endsWith("holds expired").isNotEqualTo("0 holds expired");
        user.get("/api/v1/billing/balance")
                .expectBody()
                .jsonPath("$.free.actionsLeft")
                .isEqualTo(10)
                .jsonPath("$.held.actions")
                .isEqualTo(0);
    }

    @Test
    void ledgerCheckFindsNothingWrongAndSaysSoIfThereIs() {
        assertThat(run("ledger-check")).isEqualTo("all agree");
        Person user = people.someone();
        user.get("/api/v1/billing/balance").expectStatus().isOk();
        change(CHANGE_FREE.formatted("+ 1"), user);
        assertThat(run("ledger-check")).isEqualTo("1 differences");
        change(CHANGE_FREE.formatted("- 1"), user);
    }

    @Test
    void freeQuotaRenewalTellsWhoeverWasThereLastMonthOnce() {
        Person user = people.someone();
        user.get("/api/v1/billing/balance").expectStatus().isOk();
        YearMonth last = YearMonth.now(terms.zone()).minusMonths(1);
        change("update account set free_month = '" + last + "' where user_id = :user", user);
        assertThat(run("free-quota-renewal")).isEqualTo("1 users notified");
        assertThat(run("free-quota-renewal")).isEqualTo("0 users notified");
    }

    @Test
    void unplacedHoldsForgetsOnlyWhatIsOld() {
        Person user = people.someone();
        UUID old = UuidV7Generator.nextUuid();
        UUID young = UuidV7Generator.nextUuid();
        ledger.executeCommands(List.of(new HoldRelease(user.id(), old, "failed")))
                .block(LIMIT);
        ledger.executeCommands(List.of(new HoldRelease(user.id(), young, "failed")))
                .block(LIMIT);
        change(
                "update hold set ended_at = now() - interval '31 days' where id = '" + old
                        + "' and account_id = (select id from account where user_id = :user)",
                user);
        assertThat(run("unplaced-holds")).isEqualTo("1 holds deleted");
        Long left = database.sql("select count(*) from hold where id in (:old, :young)")
                .bind("old", old)
                .bind("young", young)
                .map(row -> row.get(0, Long.class))
                .one()
                .block(LIMIT);
        assertThat(left).isEqualTo(1);
    }

    private void change(String sql, Person user) {
        assertThat(database.sql(sql)
                        .bind("user", user.id().value())
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
