package studio.atelier.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.atelier.bench.measure.StatementStats.Executed;
import studio.atelier.bench.report.Figure;

class StatementStatsTest {

    private static final StatementStats STATS = new StatementStats(List.of(
            new Executed("atelier_chat", "BEGIN", 3, 0.5),
            new Executed("atelier_chat", "update chat\n  set state = $1", 1, 8),
            new Executed("atelier_billing", "select $1", 2, 1)));

    @Test
    void countsTheStatementsOfEachServicesDatabase() {
        assertThat(STATS.figures("statements", 2, "/s"))
                .containsExactly(
                        Figure.of("statements, atelier_billing", 1, "/s"),
                        Figure.of("statements, atelier_chat", 2, "/s"),
                        Figure.of("statements, all", 3, "/s"));
    }

    @Test
    void showsTheMostFrequentStatementsInOneLineEach() {
        assertThat(STATS.mostFrequent(2, 2, "/s"))
                .containsExactly("1.50/s atelier_chat: BEGIN", "1.00/s atelier_billing: select $1");
    }

    @Test
    void showsTheStatementsThatTookLongest() {
        assertThat(STATS.longest(1, 2)).containsExactly("4.00 ms in 0.50 of atelier_chat: update chat set state = $1");
    }
}
