package studio.atelier.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class OutboundCallLogTest {

    private static final ClientRequest REQUEST = ClientRequest.create(
                    HttpMethod.POST, URI.create("https://api.example.com/jobs?key=secret"))
            .build();

    private final Logger log = (Logger) LoggerFactory.getLogger("studio.atelier.request.out");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final OutboundCallLog filter = new OutboundCallLog();

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(lines);
    }

    @Test
    void writesOneLineForAnAnswer() {
        StepVerifier.create(filter.filter(
                        REQUEST,
                        any -> Mono.just(ClientResponse.create(HttpStatus.OK).build())))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("POST api.example.com/jobs 200 in ")
                        .doesNotContain("secret"));
    }

    @Test
    void writesOneLineForAnError() {
        StepVerifier.create(filter.filter(REQUEST, any -> Mono.error(new IllegalStateException("reset"))))
                .verifyErrorMessage("reset");

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .startsWith("POST api.example.com/jobs IllegalStateException in ");
    }

    /** As after a timeout: the log must show whether the call was made. */
    @Test
    void writesALineForARequestThatNobodyWaitsForAnyMore() {
        StepVerifier.create(filter.filter(REQUEST, any -> Mono.never()))
                .expectSubscription()
                .thenCancel()
                .verify();

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .startsWith("POST api.example.com/jobs given up in ");
    }
}
