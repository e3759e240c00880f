package studio.atelier.billing.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.billing.BillingServiceTest;
import studio.atelier.billing.Person;
import studio.atelier.billing.ledger.AccountLedger;
import studio.atelier.billing.ledger.HoldCommand.HoldCapture;
import studio.atelier.billing.ledger.HoldCommand.HoldRelease;
import studio.atelier.billing.ledger.HoldPlacement;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.auth.UserRegistered;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.PlaceHolds;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.outbox.TransactionalOutbox;

@BillingServiceTest
class OperatorIT {

    private static final String GRANTS = "/api/v1/admin/billing/users/{userId}/grants";
    private static final String CORRECTIONS = "/api/v1/admin/billing/users/{userId}/corrections";
    private static final String ACCOUNT = "/api/v1/admin/billing/users/{userId}";
    private static final String HOLD = "/api/v1/admin/billing/holds/{holdId}";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Autowired
    private Person.Factory people;

    @Autowired
    private AccountLedger ledger;

    @Autowired
    private TransactionalOutbox outbox;

    @Autowired
    private DatabaseTransactions transactions;

    @Test
    void givesUnitsThatTheUserSeesAtOnce() {
        Person user = someoneKnown();
        grant(people.operator(), user, newKey(), "CREDITS", 100)
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.unit")
                .isEqualTo("credits")
                .jsonPath("$.balance.credits")
                .isEqualTo(100);
        user.get("/api/v1/billing/balance")
                .expectBody()
                .jsonPath("$.credits")
                .isEqualTo(100)
                .jsonPath("$.free.actionsLeft")
                .isEqualTo(10);
    }

    @Test
    void answersARepeatWithTheFirstGrant() {
        Person operator = people.operator();
        Person user = someoneKnown();
        String key = newKey();
        grant(operator, user, key, "diamonds", 5).expectHeader().doesNotExist(IdempotencyKey.REPLAYED_HEADER);
        grant(operator, user, key, "diamonds", 5)
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueEquals(IdempotencyKey.REPLAYED_HEADER, "true")
                .expectBody()
                .jsonPath("$.balance.diamonds")
                .isEqualTo(5);
    }

    @Test
    void refusesTheKeyForAnythingElse() {
        Person operator = people.operator();
        Person user = someoneKnown();
        String key = newKey();
        grant(operator, user, key, "energy", 5).expectStatus().isCreated();
        grant(operator, user, key, "energy", 6)
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        grant(operator, someoneKnown(), key, "energy", 5).expectStatus().isEqualTo(422);
    }

    @Test
    void givesOnceWhenTheSameKeyComesFiftyTimesAtOnce() {
        Person operator = people.operator();
        Person user = someoneKnown();
        String key = newKey();
        List<Integer> statuses = Flux.range(0, 50)
                .flatMap(
                        n -> Mono.fromCallable(() -> grant(operator, user, key, "energy", 7)
                                        .returnResult(Void.class)
                                        .getStatus()
                                        .value())
                                .subscribeOn(Schedulers.boundedElastic()),
                        50)
                .collectList()
                .block();
        assertThat(statuses).containsOnly(201);
        user.get("/api/v1/billing/balance").expectBody().jsonPath("$.energy").isEqualTo(7);
    }

    @Test
    void takesUnitsButNeverBelowZero() {
        Person operator = people.operator();
        Person user = someoneKnown();
        grant(operator, user, newKey(), "credits", 10).expectStatus().isCreated();
        operator.post(newKey(), body("credits", 4), CORRECTIONS, user.id())
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.amount")
                .isEqualTo(-4)
                .jsonPath("$.balance.credits")
                .isEqualTo(6);
        operator.post(newKey(), body("credits", 7), CORRECTIONS, user.id())
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("NOT_ENOUGH_UNITS")
                .jsonPath("$.available")
                .isEqualTo(6);
    }

    @Test
    void showsTheLedgerWithWhoDidWhatAndWhy() {
        Person operator = people.operator();
        Person user = someoneKnown();
        grant(operator, user, newKey(), "credits", 10).expectStatus().isCreated();
        operator.get(ACCOUNT + "?limit=1", user.id())
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("open")
                .jsonPath("$.pots[?(@.source == 'credits')].units")
                .isEqualTo(10)
                .jsonPath("$.ledger.items[0].reason")
                .isEqualTo("a test")
                .jsonPath("$.ledger.items[0].actorId")
                .isEqualTo(operator.id().toString())
                .jsonPath("$.ledger.nextCursor")
                .isNotEmpty();
    }

    @Test
    void knowsNobodyWithoutAnAccount() {
        people.operator().get(ACCOUNT, UUID.randomUUID()).expectStatus().isNotFound();
    }

    @Test
    void givesNothingToAnIdUnderWhichNobodyLoggedIn() {
        Person operator = people.operator();
        Person unknown = people.someone();

        for (ResponseSpec refused : List.of(
                grant(operator, unknown, newKey(), "credits", 5),
                operator.post(newKey(), body("credits", 5), CORRECTIONS, unknown.id()))) {
            refused.expectStatus().isNotFound().expectBody().jsonPath("$.code").isEqualTo("USER_UNKNOWN");
        }
        operator.get(ACCOUNT, unknown.id()).expectStatus().isNotFound();
    }

    @Test
    void givesUnitsToWhoeverHasJustRegistered() {
        Person operator = people.operator();
        Person newcomer = people.someone();
        transactions
                .runInTransaction(outbox.appendEvent(new UserRegistered(newcomer.id(), 7, "ru", Instant.now())))
                .block(LIMIT);

        await().atMost(LIMIT)
                .untilAsserted(() ->
                        operator.get(ACCOUNT, newcomer.id()).expectStatus().isOk());

        grant(operator, newcomer, newKey(), "credits", 5).expectStatus().isCreated();
    }

    @Test
    void showsAHoldAndWhatBecameOfIt() {
        Person operator = people.operator();
        Person user = someoneKnown();
        UUID hold = UuidV7Generator.nextUuid();
        HoldPlacement request = new HoldPlacement(
                user.id(),
                null,
                PriceUnit.ACTIONS,
                Funding.AUTO,
                "try-on",
                null,
                Instant.now().plusSeconds(3600),
                List.of(new PlaceHolds.RequestedGroupHold(hold, 2)));
        ledger.executeCommands(List.of(request)).block(LIMIT);

        operator.get(HOLD, hold)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.id")
                .isEqualTo(hold.toString())
                .jsonPath("$.userId")
                .isEqualTo(user.id().toString())
                .jsonPath("$.state")
                .isEqualTo("held")
                .jsonPath("$.source")
                .isEqualTo("free")
                .jsonPath("$.amount")
                .isEqualTo(2)
                .jsonPath("$.placedAt")
                .isNotEmpty()
                .jsonPath("$.expiresAt")
                .isNotEmpty()
                .jsonPath("$.settledAt")
                .isEmpty();

        ledger.executeCommands(List.of(new HoldCapture(user.id(), hold, 2))).block(LIMIT);

        operator.get(HOLD, hold)
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("captured")
                .jsonPath("$.captured")
                .isEqualTo(2)
                .jsonPath("$.settledAt")
                .isNotEmpty();
    }

    @Test
    void showsAHoldThatWasNeverPlaced() {
        Person operator = people.operator();
        Person user = someoneKnown();
        UUID barred = UuidV7Generator.nextUuid();
        ledger.executeCommands(List.of(new HoldRelease(user.id(), barred, "cancelled")))
                .block(LIMIT);

        operator.get(HOLD, barred)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("barred")
                .jsonPath("$.amount")
                .isEmpty()
                .jsonPath("$.placedAt")
                .isEmpty()
                .jsonPath("$.endReason")
                .isEqualTo("cancelled");
        operator.get(HOLD, UUID.randomUUID()).expectStatus().isNotFound();
    }

    @Test
    void isClosedToUsers() {
        Person user = someoneKnown();
        grant(user, user, newKey(), "credits", 1).expectStatus().isForbidden();
        user.get(ACCOUNT, user.id()).expectStatus().isForbidden();
        user.get(HOLD, UUID.randomUUID()).expectStatus().isForbidden();
    }

    @Test
    void refusesWhatMakesNoSense() {
        Person operator = people.operator();
        Person user = someoneKnown();
        for (Map<String, Object> body : List.of(
                body("credits", 0),
                body("credits", -5),
                body("credits", 1_000_001),
                body("roubles", 5),
                Map.<String, Object>of("unit", "credits", "amount", 1.5, "reason", "a test"),
                Map.<String, Object>of("unit", "credits", "amount", 5),
                Map.<String, Object>of("unit", "credits", "amount", 5, "reason", " "))) {
            operator.post(newKey(), body, GRANTS, user.id()).expectStatus().isBadRequest();
        }
        operator.post("short", body("credits", 1), GRANTS, user.id())
                .expectStatus()
                .isBadRequest();
    }

    /** The account opens at the first read of the balance, or at UserRegistered. */
    private Person someoneKnown() {
        Person user = people.someone();
        user.get("/api/v1/billing/balance").expectStatus().isOk();
        return user;
    }

    private static ResponseSpec grant(Person operator, Person user, String key, String unit, long amount) {
        return operator.post(key, body(unit, amount), GRANTS, user.id());
    }

    private static Map<String, Object> body(String unit, long amount) {
        return Map.of("unit", unit, "amount", amount, "reason", "a test");
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }
}
