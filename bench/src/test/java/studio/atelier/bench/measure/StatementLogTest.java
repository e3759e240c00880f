package studio.atelier.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import studio.atelier.bench.report.Figure;

class StatementLogTest {

    private static final StatementLog LOG = StatementLog.parse("""
            2026-11-30 20:18:33.123 UTC [7] LOG:  statement: select 'before the settings apply'
            	and more of it
            bench|atelier_chat|chat-service|LOG:  statement: BEGIN
            bench|atelier_chat|chat-service|LOG:  execute S_1/B_2: update chat
            	  set state = $1
            bench|atelier_chat|chat-service|LOG:  statement: COMMIT
            bench|atelier_billing|billing-service|WARNING:  not a statement
            	of which this is the rest
            bench|postgres|atelier-bench|LOG:  statement: alter system reset all
            	and more of it
            bench|atelier_billing|billing-service|LOG:  execute <unnamed>: select 1
            bench||||LOG:  checkpoint starting: time
            bench|atelier_billing|billing-service|LOG:  execute S_4: select 1
            """.lines());

    @Test
    void countsTheStatementsOfEachServicesDatabase() {
        assertThat(LOG.figures("statements", 2, "/s"))
                .containsExactly(
                        Figure.of("statements, atelier_billing", 1, "/s"),
                        Figure.of("statements, atelier_chat", 1.5, "/s"),
                        Figure.of("statements, all", 2.5, "/s"));
    }

    @Test
    void showsTheMostFrequentStatementsInOneLineEach() {
        assertThat(LOG.mostFrequent(1)).containsExactly(entry("atelier_billing: select 1", 2L));
        assertThat(LOG.mostFrequent(4)).contains(entry("atelier_chat: update chat set state = $1", 1L));
    }
}
