package studio.atelier.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.ProblemException;

class InFlightLimitTest {

    private final InFlightLimit limit = new InFlightLimit(new InFlightLimit.Bounds(4, 2, 3, 1000));

    @Test
    void refusesMoreThanItsNumber() {
        List<InFlightLimit.Permit> permits =
                IntStream.range(0, 4).mapToObj(n -> limit.admit("user-" + n, 0)).toList();

        assertRefused("bohdan", 0, CommonProblem.SERVICE_OVERLOADED);
        permits.getFirst().release();
        permits.getFirst().release();
        limit.admit("bohdan", 0);
        assertRefused("chris", 0, CommonProblem.SERVICE_OVERLOADED);
    }

    @Test
    void refusesMoreThanItsBytes() {
        limit.admit("anna", 900);

        assertRefused("bohdan", 101, CommonProblem.SERVICE_OVERLOADED);
        limit.admit("bohdan", 100);
    }

    @Test
    void refusesMoreOfOneOwner() {
        List<InFlightLimit.Permit> permits =
                IntStream.range(0, 3).mapToObj(n -> limit.admit("anna", 0)).toList();

        assertRefused("anna", 0, CommonProblem.TOO_MANY_REQUESTS);
        permits.getFirst().release();
        limit.admit("anna", 0);
    }

    @Test
    void refusesWhatWouldOnlyWait() {
        InFlightLimit.Permit first = limit.admit("anna", 0);
        InFlightLimit.Permit second = limit.admit("bohdan", 0);
        first.bodySent();
        first.bodySent();
        limit.admit("chris", 0).release();
        second.bodySent();

        assertRefused("chris", 0, CommonProblem.SERVICE_OVERLOADED);
        first.release();
        limit.admit("chris", 0);
    }

    @Test
    void countsNothingOfWhatWasSentAfterItsEnd() {
        InFlightLimit.Permit permit = limit.admit("anna", 0);
        permit.release();
        permit.bodySent();
        limit.admit("anna", 0).bodySent();

        limit.admit("bohdan", 0);
    }

    @Test
    void isEmptyAgainAfterManyThreadsUsedIt() {
        AtomicInteger most = new AtomicInteger();
        IntStream.range(0, 10_000).parallel().forEach(n -> {
            try {
                InFlightLimit.Permit permit = limit.admit("user-" + n % 7, n % 300);
                most.accumulateAndGet(limit.requests(), Math::max);
                permit.bodySent();
                permit.release();
            } catch (ProblemException full) {
                // tries no more
            }
        });

        assertThat(limit.requests()).isZero();
        assertThat(most.get()).isBetween(1, 4);
        limit.admit("anna", 1000);
    }

    private void assertRefused(String owner, long size, CommonProblem code) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> limit.admit(owner, size))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.retryAfter()).isPositive();
                });
    }
}
