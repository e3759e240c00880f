package studio.atelier.auth.login;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
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
        long end = System.nanoTime() + limit.toNanos();
        String initData = client.initDataOf(Client.someone());
        HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
        while (status == HttpStatus.SERVICE_UNAVAILABLE && System.nanoTime() < end) {
            status = (HttpStatus)
                    client.tryLogIn(initData).returnResult(Void.class).getStatus();
        }
        org.assertj.core.api.Assertions.assertThat(status).isEqualTo(HttpStatus.OK);
    }
}
