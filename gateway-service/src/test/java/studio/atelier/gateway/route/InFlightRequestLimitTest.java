package studio.atelier.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.ProblemException;

class InFlightRequestLimitTest {

    private final InFlightRequestLimit limit =
            new InFlightRequestLimit(new InFlightRequestLimit.InFlightRequestBounds(4, 2, 3, 1000));

    @Test
    void refusesMoreThanItsNumber() {
        List<InFlightRequestLimit.InFlightRequest> permits = IntStream.range(0, 4)
                .mapToObj(n -> limit.admitRequest("user-" + n, 0))
                .toList();

        assertRefused("bohdan", 0, CommonProblemCode.SERVICE_OVERLOADED);
        permits.getFirst().releaseRoom();
        permits.getFirst().releaseRoom();
        limit.admitRequest("bohdan", 0);
        assertRefused("chris", 0, CommonProblemCode.SERVICE_OVERLOADED);
    }

    @Test
    void refusesMoreThanItsBytes() {
        limit.admitRequest("anna", 900);

        assertRefused("bohdan", 101, CommonProblemCode.SERVICE_OVERLOADED);
        limit.admitRequest("bohdan", 100);
    }

    @Test
    void refusesMoreOfOneOwner() {
        List<InFlightRequestLimit.InFlightRequest> permits = IntStream.range(0, 3)
                .mapToObj(n -> limit.admitRequest("anna", 0))
                .toList();

        assertRefused("anna", 0, CommonProblemCode.TOO_MANY_REQUESTS);
        permits.getFirst().releaseRoom();
        limit.admitRequest("anna", 0);
    }

    @Test
    void refusesWhatWouldOnlyWait() {
        InFlightRequestLimit.InFlightRequest first = limit.admitRequest("anna", 0);
        InFlightRequestLimit.InFlightRequest second = limit.admitRequest("bohdan", 0);
        first.bodySent();
        first.bodySent();
        limit.admitRequest("chris", 0).releaseRoom();
        second.bodySent();

        assertRefused("chris", 0, CommonProblemCode.SERVICE_OVERLOADED);
        first.releaseRoom();
        limit.admitRequest("chris", 0);
    }

    @Test
    void countsNothingOfWhatWasSentAfterItsEnd() {
        InFlightRequestLimit.InFlightRequest permit = limit.admitRequest("anna", 0);
        permit.releaseRoom();
        permit.bodySent();
        limit.admitRequest("anna", 0).bodySent();

        limit.admitRequest("bohdan", 0);
    }

    @Test
    void isEmptyAgainAfterManyThreadsUsedIt() {
        AtomicInteger most = new AtomicInteger();
        IntStream.range(0, 10_000).parallel().forEach(n -> {
            try {
                InFlightRequestLimit.InFlightRequest permit = limit.admitRequest("user-" + n % 7, n % 300);
                most.accumulateAndGet(limit.countRequests(), Math::max);
                permit.bodySent();
                permit.releaseRoom();
            } catch (ProblemException full) {
                // stops trying
            }
        });

        assertThat(limit.countRequests()).isZero();
        assertThat(most.get()).isBetween(1, 4);
        limit.admitRequest("anna", 1000);
    }

    private void assertRefused(String owner, long size, CommonProblemCode code) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> limit.admitRequest(owner, size))
                .satisfies(problem -> {
                    assertThat(problem.problemCode()).isEqualTo(code);
                    assertThat(problem.retryAfter()).isPositive();
                });
    }
}
