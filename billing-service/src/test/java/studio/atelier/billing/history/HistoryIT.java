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
import studio.atelier.billing.ledger.HoldPlacement;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.PriceUnit;

@BillingServiceTest
class HistoryIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Autowired
    private Person.Factory people;

    @Autowired
    private AccountLedger ledger;

    @Test
    void tellsWhatWasMovedAndWhatIsSetAsideTheLatestFirst() {
        Person person = people.someone();
        UUID charged = hold(person, 3);
        hold(person, 1);
        now(ledger.captureHold(person.id(), charged, 2));
        assertThat(read(person, "?limit=10").items())
                .extracting(item -> item.status() + " " + item.amount() + " " + item.source() + " " + item.operation())
                .containsExactly("charged -2 free try-on", "held -1 free try-on", "granted 10 free free-quota");
    }

    @Test
    void saysNothingOfUnitsThatWereGivenBack() {
        Person person = people.someone();
        UUID returned = hold(person, 2);
        now(ledger.releaseHold(person.id(), returned, "failed"));
        assertThat(read(person, "").items())
                .extracting(AccountHistoryResponse.HistoryItemResponse::status)
                .containsExactly("granted");
    }

    @Test
    void tellsOfAChargeAtItsOwnTimeUnderTheNameOfItsHold() {
        Person person = people.someone();
        UUID charged = hold(person, 1);
        Instant placed = read(person, "").items().getFirst().at();
        now(ledger.captureHold(person.id(), charged, 1));
        AccountHistoryResponse.HistoryItemResponse charge =
                read(person, "").items().getFirst();
        assertThat(charge.id()).isEqualTo(charged.toString());
        assertThat(charge.at()).isAfter(placed);
    }

    @Test
    void showsNothingThatWasNeverPlaced() {
        Person person = people.someone();
        place(person, UuidV7Generator.nextUuid(), 99);
        now(ledger.releaseHold(person.id(), UuidV7Generator.nextUuid(), "failed"));
        assertThat(read(person, "").items())
                .extracting(AccountHistoryResponse.HistoryItemResponse::status)
                .containsExactly("granted");
    }

    @Test
    void goesOnWhereAPageEnded() {
        Person person = people.someone();
        for (int n = 0; n < 4; n++) {
            hold(person, 1);
        }
        List<String> ids = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            AccountHistoryResponse page = read(person, "?limit=2" + (cursor == null ? "" : "&cursor=" + cursor));
            page.items().forEach(item -> ids.add(item.id()));
            cursor = page.nextCursor();
            pages++;
        } while (cursor != null);
        assertThat(pages).isEqualTo(3);
        assertThat(ids).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void speaksTheLanguageOfTheCaller() {
        Person person = people.someone();
        hold(person, 1);
        assertThat(notes(person, Locale.ENGLISH)).containsExactly("Virtual try-on", "Free actions of the month");
        assertThat(notes(person, Locale.of("ru")))
                .containsExactly("Виртуальная примерка", "Бесплатные действия месяца");
        assertThat(notes(person, Locale.of("uk"))).containsExactly("Віртуальна примірка", "Безкоштовні дії місяця");
    }

    @Test
    void isEmptyForWhoeverHasNoAccountAndShowsNobodyElses() {
        hold(people.someone(), 1);
        assertThat(read(people.someone(), "").items()).isEmpty();
    }

    @Test
    void refusesALimitOrCursorThatMakesNoSense() {
        Person person = people.someone();
        for (String query : List.of("?limit=0", "?limit=101", "?limit=many", "?cursor=no!")) {
            person.get("/api/v1/billing/history" + query).expectStatus().isBadRequest();
        }
    }

    private List<String> notes(Person person, Locale language) {
        return person
                .get(language, "/api/v1/billing/history")
                .expectBody(AccountHistoryResponse.class)
                .returnResult()
                .getResponseBody()
                .items()
                .stream()
                .map(AccountHistoryResponse.HistoryItemResponse::note)
                .toList();
    }

    private static AccountHistoryResponse read(Person person, String query) {
        return person.get("/api/v1/billing/history" + query)
                .expectStatus()
                .isOk()
                .expectBody(AccountHistoryResponse.class)
                .returnResult()
                .getResponseBody();
    }

    private UUID hold(Person person, long amount) {
        UUID id = UuidV7Generator.nextUuid();
        place(person, id, amount);
        return id;
    }

    private void place(Person person, UUID id, long amount) {
        now(ledger.placeHolds(HoldPlacement.of(new PlaceHold(
                id,
                person.id(),
                PriceUnit.ACTIONS,
                amount,
                Funding.AUTO,
                "try-on",
                null,
                Instant.now().plus(Duration.ofDays(1))))));
    }

    private static void now(Mono<?> work) {
        work.block(LIMIT);
    }
}
