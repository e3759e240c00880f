package studio.atelier.platform.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Connection;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

@Timeout(20)
class PoolProbeTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger givenBack = new AtomicInteger();
    private final Semaphore looks = new Semaphore(0);
    private Mono<Connection> pool = Mono.fromSupplier(this::connection);
    private DatabaseLook.Answer answer = new DatabaseLook.Answer(true, false, Duration.ZERO);
    private final BackgroundLook<DatabaseLook.Answer> database =
            new BackgroundLook<>("test-database", this::look, nanos::get);
    private final PoolProbe probe = new PoolProbe(
            Mono.defer(() -> pool), () -> "16 of 16 are out", database, Duration.ofSeconds(4), nanos::get);

    @Test
    void givesBackWhatItIsHandedOut() throws Exception {
        for (int second = 0; second < 10; second++) {
            assertThat(lookAfterASecond()).isNull();
        }

        assertThat(givenBack).hasValue(10);
        assertThat(looks.availablePermits()).as("looks at the database").isZero();
    }

    @Test
    void findsAPoolThatHandsOutNothingThoughTheDatabaseAnswers() throws Exception {
        pool = Mono.error(new IllegalStateException("timed out"));

        assertThat(lookForSeconds(6).detail())
                .contains("for 6 s, though the database answers")
                .contains("16 of 16 are out");
    }

    @Test
    void findsAPoolThatNeverAnswers() throws Exception {
        pool = Mono.never();

        assertThat(lookForSeconds(6)).isNotNull();
    }

    @Test
    void aDatabaseThatIsAwayIsNoFaultOfThisProcess() throws Exception {
        pool = Mono.error(new IllegalStateException("refused"));
        answer = DatabaseLook.Answer.NONE;

        assertThat(lookForSeconds(60)).isNull();
    }

    @Test
    void aPoolWhoseConnectionsWorkIsOnlyBusy() throws Exception {
        pool = Mono.error(new IllegalStateException("timed out"));
        answer = new DatabaseLook.Answer(true, true, Duration.ZERO);

        assertThat(lookForSeconds(60)).isNull();
    }

    @Test
    void findsNothingOnceThePoolHandsOutAgain() throws Exception {
        pool = Mono.error(new IllegalStateException("timed out"));
        lookForSeconds(20);
        pool = Mono.fromSupplier(this::connection);

        assertThat(lookAfterASecond()).isNull();
    }

    @Test
    void findsAClockThatIsFarFromTheDatabases() throws Exception {
        ClockProbe clock = new ClockProbe(new DatabaseClock(database), Duration.ofSeconds(10));
        answer = new DatabaseLook.Answer(true, true, Duration.ofMinutes(-10));

        clock.findFault();
        looks.acquire();
        awaitAnswer();

        assertThat(clock.findFault().detail()).isEqualTo("it is 600 s behind the database's");
    }

    @Test
    void passesOverAClockThatIsAFewSecondsOff() throws Exception {
        ClockProbe clock = new ClockProbe(new DatabaseClock(database), Duration.ofSeconds(10));
        answer = new DatabaseLook.Answer(true, true, Duration.ofSeconds(9));

        clock.findFault();
        looks.acquire();
        awaitAnswer();

        assertThat(clock.findFault()).isNull();
        assertThat(clock.offset()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void saysForHowLongALookIsUnderWay() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        BackgroundLook<String> hanging = new BackgroundLook<>(
                "test-hanging",
                () -> {
                    looks.release();
                    await(end);
                    return "done";
                },
                nanos::get);

        hanging.begin();
        hanging.begin();
        looks.acquire();
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());

        assertThat(hanging.waiting()).isEqualTo(Duration.ofSeconds(7));
        assertThat(hanging.answer()).isNull();
        assertThat(looks.tryAcquire()).as("one at a time").isFalse();
        end.countDown();
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Fault lookForSeconds(int seconds) throws Exception {
        Fault found = null;
        for (int second = 0; second < seconds; second++) {
            found = lookAfterASecond();
        }
        return found;
    }

    private Fault lookAfterASecond() throws Exception {
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        Fault found = probe.findFault();
        awaitAnswer();
        return found;
    }

    /** Looks are made on another thread; none is under way afterwards. */
    private void awaitAnswer() throws InterruptedException {
        nanos.addAndGet(1);
        while (!database.waiting().isZero()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private DatabaseLook.Answer look() {
        looks.release();
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
