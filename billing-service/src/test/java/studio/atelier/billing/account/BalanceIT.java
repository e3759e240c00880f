package studio.atelier.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.reactive.server.WebTestClient;
import studio.atelier.billing.BillingServiceTest;
import studio.atelier.billing.Person;

@BillingServiceTest
class BalanceIT {

    @Autowired
    private Person.Factory people;

    @Autowired
    private WebTestClient http;

    @Test
    void opensTheAccountWithTheFreeQuotaAtFirstUse() {
        people.someone()
                .get("/api/v1/billing/balance")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.credits")
                .isEqualTo(0)
                .jsonPath("$.energy")
                .isEqualTo(0)
                .jsonPath("$.diamonds")
                .isEqualTo(0)
                .jsonPath("$.plan")
                .isEmpty()
                .jsonPath("$.free.actionsLeft")
                .isEqualTo(10)
                .jsonPath("$.free.renewsAt")
                .value(String.class, at -> assertThat(at).matches("\\d{4}-\\d\\d-\\d\\dT21:00:00Z"))
                .jsonPath("$.zone")
                .isEqualTo("Europe/Moscow")
                .jsonPath("$.held.actions")
                .isEqualTo(0);
    }

    @Test
    void isOnlyForWhoeverHasAToken() {
        http.get().uri("/api/v1/billing/balance").exchange().expectStatus().isUnauthorized();
    }
}
