package studio.atelier.platform.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import reactor.core.Exceptions;

class DependencyOutageTest {

    @ParameterizedTest(name = "SQL state {0}")
    @ValueSource(strings = {"08006", "53100", "53300", "55P03", "57014", "57P01", "57P03", "58030", "25P03"})
    void seesADatabaseThatIsAwayOrOverloaded(String state) {
        assertThat(DependencyOutage.isOne(fromTheDatabase(state))).isTrue();
    }

    /** The driver reports these as connection errors, but waiting does not help. */
    @ParameterizedTest(name = "SQL state {0}")
    @ValueSource(strings = {"P0001", "P0004", "XX001", "XX002", "38000", "39004"})
    void seesAFunctionOfOursThatRefusesWhatItWasGiven(String state) {
        assertThat(DependencyOutage.isOne(fromTheDatabase(state))).isFalse();
    }

    @Test
    void looksThroughToTheCause() {
        assertThat(DependencyOutage.isOne(new IllegalStateException(new ConnectException("refused"))))
                .isTrue();
        assertThat(DependencyOutage.isOne(new R2dbcTimeoutException("no connection")))
                .isTrue();
        assertThat(DependencyOutage.isOne(new IllegalStateException("a bug"))).isFalse();
        assertThat(DependencyOutage.isOne(new DataIntegrityViolationException("twice")))
                .isFalse();
    }

    @Test
    void looksIntoErrorsThatWereMetTogether() {
        assertThat(DependencyOutage.isOne(
                        Exceptions.multiple(new ConnectException("refused"), new ConnectException("refused"))))
                .isTrue();
        assertThat(DependencyOutage.isOne(Exceptions.multiple(new IllegalStateException("a bug"))))
                .isFalse();
    }

    private static Throwable fromTheDatabase(String state) {
        return new DataAccessResourceFailureException(
                "execute", new R2dbcNonTransientResourceException("what PostgreSQL said", state));
    }
}
