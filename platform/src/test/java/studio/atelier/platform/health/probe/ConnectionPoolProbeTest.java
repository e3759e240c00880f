package studio.atelier.platform.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Connection;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ConnectionPoolProbeTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger givenBack = new AtomicInteger();
    private final AtomicInteger queries = new AtomicInteger();
    private Mono<Connection> pool = Mono.fromSupplier(this::connection);
    private DatabaseHealthQuery.DatabaseHealthAnswer answer = new DatabaseHealthQuery.DatabaseHealthAnswer(true, false);
    private final BackgroundCheck<DatabaseHealthQuery.DatabaseHealthAnswer> database =
            new BackgroundCheck<>(Runnable::run, this::query, nanos::get);
    private final ConnectionPoolProbe probe = new ConnectionPoolProbe(
            Mono.defer(() -> pool), () -> "16 of 16 are out", database, Duration.ofSeconds(4), nanos::get);

    @Test
    void givesBackWhatItIsHandedOut() {
        for (int second = 0; second < 10; second++) {
            assertThat(checkAfterASecond()).isNull();
        }

        assertThat(givenBack).hasValue(10);
        assertThat(queries).as("questions to the database").hasValue(0);
    }

    @Test
    void findsAPoolThatHandsOutNothingThoughTheDatabaseAnswers() {
        pool = Mono.error(new IllegalStateException("timed out"));

        assertThat(checkForSeconds(6).detail())
                .contains("for 6 s, though the database answers")
                .contains("16 of 16 are out");
    }

    @Test
    void findsAPoolThatNeverAnswers() {
        pool = Mono.never();

        assertThat(checkForSeconds(6)).isNotNull();
    }

    @Test
    void aDatabaseThatIsAwayIsNoFaultOfThisProcess() {
        pool = Mono.error(new IllegalStateException("refused"));
        answer = DatabaseHealthQuery.DatabaseHealthAnswer.NONE;

        assertThat(checkForSeconds(60)).isNull();
    }

    @Test
    void aPoolWhoseConnectionsWorkIsOnlyBusy() {
        pool = Mono.error(new IllegalStateException("timed out"));
        answer = new DatabaseHealthQuery.DatabaseHealthAnswer(true, true);

        assertThat(checkForSeconds(60)).isNull();
    }

    @Test
    void findsNothingOnceThePoolHandsOutAgain() {
        pool = Mono.error(new IllegalStateException("timed out"));
        checkForSeconds(20);
        pool = Mono.fromSupplier(this::connection);

        assertThat(checkAfterASecond()).isNull();
    }

    @Test
    void believesNoAnswerThatTheDatabaseGaveBefore() {
        pool = Mono.error(new IllegalStateException("timed out"));
        assertThat(checkForSeconds(20)).isNotNull();
        pool = Mono.fromSupplier(this::connection);
        checkAfterASecond();
        pool = Mono.error(new IllegalStateException("refused"));
        answer = DatabaseHealthQuery.DatabaseHealthAnswer.NONE;

        for (int second = 0; second < 10; second++) {
            assertThat(checkAfterASecond()).isNull();
        }
    }

    @Test
    void saysForHowLongACheckIsRunning() {
        List<Runnable> begun = new ArrayList<>();
        BackgroundCheck<String> hanging = new BackgroundCheck<>(begun::add, () -> "done", nanos::get);

        hanging.beginCheck();
        hanging.beginCheck();
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());

        assertThat(hanging.elapsedTime()).isEqualTo(Duration.ofSeconds(7));
        assertThat(hanging.lastAnswer()).isNull();
        assertThat(begun).as("one at a time").hasSize(1);
        begun.getFirst().run();
        assertThat(hanging.elapsedTime()).isZero();
        assertThat(hanging.lastAnswer()).isEqualTo("done");
    }

    private DetectedFault checkForSeconds(int seconds) {
        DetectedFault found = null;
        for (int second = 0; second < seconds; second++) {
            found = checkAfterASecond();
        }
        return found;
    }

    private DetectedFault checkAfterASecond() {
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        DetectedFault found = probe.findFault();
        return found;
    }

    private DatabaseHealthQuery.DatabaseHealthAnswer query() {
        queries.incrementAndGet();
        return answer;
    }

    private Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("close");
                    return Mono.fromRunnable(givenBack::incrementAndGet);
                });
    }
}
