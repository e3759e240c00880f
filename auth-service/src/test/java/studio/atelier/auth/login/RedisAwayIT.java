package studio.atelier.auth.login;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
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
@ExtendWith(OutputCaptureExtension.class)
class RedisAwayIT {

    @Autowired
    Client client;

    @Autowired
    OwnServers servers;

    @Test
    void refusesLoginsButKeepsSessionsWhileRedisIsAway() throws Exception {
        LoggedIn person = client.logIn();
        servers.redis().kill();

        assertNobodyGetsIn();
        LoggedIn refreshed = client.refresh(person);
        client.get("me", refreshed).expectStatus().isOk();

        servers.redis().start();
        logInAgain(Duration.ofSeconds(20));
    }

    @Test
    void waitsForARedisThatStallsBriefly() throws Exception {
        client.logIn();
        pauseRedis(Duration.ofMillis(500));

        client.logIn();
    }

    @Test
    void namesASlowRedisInOneLineOfTheLog(CapturedOutput output) throws Exception {
        client.logIn();
        pauseRedis(Duration.ofMinutes(1));

        assertNobodyGetsIn();

        assertThat(output.getOut()
                        .lines()
                        .filter(line -> line.contains("\"level\":\"WARN\"") && line.contains("/api/v1/auth/telegram")))
                .singleElement()
                .asString()
                .contains("is not available", "Redis does not count logins", "timed out");
        servers.redis().kill(); // ends the pause
        servers.redis().start();
        logInAgain(Duration.ofSeconds(20));
    }

    private void pauseRedis(Duration pause) throws IOException {
        URI redis = URI.create(servers.redis().url());
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.getOutputStream()
                    .write("CLIENT PAUSE %d\r\n".formatted(pause.toMillis()).getBytes(US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(3), US_ASCII))
                    .isEqualTo("+OK");
        }
    }

    private void assertNobodyGetsIn() {
        client.tryLogIn(client.initDataOf(Client.someone()))
                .expectStatus()
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "5")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("SERVICE_UNAVAILABLE")
                .jsonPath("$.detail")
                .value(String.class, detail -> assertThat(detail).doesNotContain("Redis"));
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
