package studio.atelier.auth.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import studio.atelier.auth.AuthServiceTest;
import studio.atelier.auth.Client;
import studio.atelier.auth.Client.LoggedIn;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.OwnServers;

@AtelierInfrastructure(own = true)
@AuthServiceTest
class RedisAwayIT {

    @Autowired
    Client client;

    @Autowired
    OwnServers servers;

    @Test
    void letsNobodyInButKeepsThoseWhoAre() throws Exception {
        LoggedIn person = client.logIn();
        servers.redis().kill();

        client.tryLogIn(client.initDataOf(Client.someone()))
                .expectStatus()
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "5")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("SERVICE_UNAVAILABLE");
        LoggedIn refreshed = client.refresh(person);
        client.get("me", refreshed).expectStatus().isOk();

        servers.redis().start();
        logInAgain(Duration.ofSeconds(20));
    }

    private void logInAgain(Duration limit) {
        String initData = client.initDataOf(Client.someone());
        HttpStatusCode status = await().atMost(limit)
                .until(
                        () -> client.tryLogIn(initData).returnResult(Void.class).getStatus(),
                        answer -> answer != HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(status).isEqualTo(HttpStatus.OK);
    }
}
