package studio.atelier.bench.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PgbenchTest {

    @Test
    void readsTheRate() {
        assertThat(Pgbench.rate("""
                number of failed transactions: 0 (0.000%)
                latency average = 1.7 ms
                tps = 4712.308442 (without initial connection time)
                """)).isEqualTo(4712.308442);
    }

    @Test
    void takesNoRateOfARunThatFailed() {
        assertThatThrownBy(() -> Pgbench.rate("pgbench: error: connection refused"))
                .hasMessageContaining("connection refused");
        assertThatThrownBy(() -> Pgbench.rate("number of failed transactions: 3 (0.1%)\ntps = 12.0 (…)"))
                .isInstanceOf(IllegalStateException.class);
    }
}
