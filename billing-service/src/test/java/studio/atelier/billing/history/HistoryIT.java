package studio.atelier.billing.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;
import studio.atelier.billing.BillingServiceTest;
import studio.atelier.billing.Person;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.billing.ledger.HoldCommand;
import studio.atelier.billing.ledger.HoldCommand.HoldCapture;
import studio.atelier.billing.ledger.HoldCommand.HoldRelease;
import studio.atelier.billing.ledger.HoldPlacement;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHold;

@BillingServiceTest
class HistoryIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Autowired
    private Person.Factory people;

    @Autowired
    private AccountLedger ledger;

    @Test
    void listsMovementsAndHoldsNewestFirst() {
        Person user = people.someone();
        UUID charged = hold(user, 3);
        hold(user, 1);
        execute(new HoldCapture(user.id(), charged, 2));
        assertThat(read(user, "?limit=10").items())
                .extracting(item -> item.status() + " " + item.amount() + " "
                        + item.source().wireName() + " " + item.operation())
                .containsExactly("charged -2 free try-on", "held -1 free try-on", "granted 10 free free-quota");
    }

    @Test
    void saysNothingOfUnitsThatWereGivenBack() {
        Person user = people.someone();
        UUID returned = hold(user, 2);
        execute(new HoldRelease(user.id(), returned, "failed"));
        assertThat(read(user, "").items())
                .extracting(AccountHistoryResponse.HistoryItemResponse::status)
                .containsExactly("granted");
    }

    @Test
    void listsAChargeAtItsOwnTimeUnderTheIdOfItsHold() {
        Person user = people.someone();
        UUID charged = hold(user, 1);
        Instant placed = read(user, "").items().getFirst().at();
        execute(new HoldCapture(user.id(), charged, 1));
        AccountHistoryResponse.HistoryItemResponse charge =
                read(user, "").items().getFirst();
        assertThat(charge.id()).isEqualTo(charged.toString());
        assertThat(charge.at()).isAfter(placed);
    }

    @Test
    void showsNothingThatWasNeverPlaced() {
        Person user = people.someone();
        place(user, UuidV7Generator.nextUuid(), 99);
        execute(new HoldRelease(user.id(), UuidV7Generator.nextUuid(), "failed"));
        assertThat(read(user, "").items())
                .extracting(AccountHistoryResponse.HistoryItemResponse::status)
                .containsExactly("granted");
    }

    @Test
    void goesOnWhereAPageEnded() {
        Person user = people.someone();
        for (int n = 0; n < 4; n++) {
            hold(user, 1);
        }
        List<String> ids = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            AccountHistoryResponse page = read(user, "?limit=2" + (cursor == null ? "" : "&cursor=" + cursor));
            page.items().forEach(item -> ids.add(item.id()));
            cursor = page.nextCursor();
            pages++;
        } while (cursor != null);
        assertThat(pages).isEqualTo(3);
        assertThat(ids).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void speaksTheLanguageOfTheCaller() {
        Person user = people.someone();
        hold(user, 1);
        assertThat(notes(user, Locale.ENGLISH)).containsExactly("Virtual try-on", "Free actions of the month");
        assertThat(notes(user, Locale.of("ru"))).containsExactly("Виртуальная примерка", "Бесплатные действия месяца");
        assertThat(notes(user, Locale.of("uk"))).containsExactly("Віртуальна примірка", "Безкоштовні дії місяця");
    }

    @Test
    void isEmptyForWhoeverHasNoAccountAndShowsNobodyElses() {
        hold(people.someone(), 1);
        assertThat(read(people.someone(), "").items()).isEmpty();
    }

    @Test
    void refusesALimitOrCursorThatMakesNoSense() {
        Person user = people.someone();
        for (String query : List.of("?limit=0", "?limit=101", "?limit=many", "?cursor=no!")) {
            user.get("/api/v1/billing/history" + query).expectStatus().isBadRequest();
        }
    }

    private List<String> notes(Person user, Locale language) {
        return user
                .get(language, "/api/v1/billing/history")
                .expectBody(AccountHistoryResponse.class)
                .returnResult()
                .getResponseBody()
                .items()
                .stream()
                .map(AccountHistoryResponse.HistoryItemResponse::note)
                .toList();
    }

    private static AccountHistoryResponse read(Person user, String query) {
        return user.get("/api/v1/billing/history" + query)
                .expectStatus()
                .isOk()
                .expectBody(AccountHistoryResponse.class)
                .returnResult()
                .getResponseBody();
    }

    private UUID hold(Person user, long amount) {
        UUID id = UuidV7Generator.nextUuid();
        place(user, id, amount);
        return id;
    }

    private void place(Person user, UUID id, long amount) {
        execute(HoldPlacement.of(new PlaceHold(
                id,
                user.id(),
                PriceUnit.ACTIONS,
                amount,
                Funding.AUTO,
                "try-on",
                null,
                Instant.now().plus(Duration.ofDays(1)))));
    }

    private void execute(HoldCommand command) {
        now(ledger.executeCommands(List.of(command)));
    }

    private static void now(Mono<?> work) {
        work.block(LIMIT);
    }
}
