package studio.atelier.billing.history;

import static studio.atelier.billing.ManyRows.SOMEBODY;

import org.junit.jupiter.api.Test;
import studio.atelier.billing.ManyRows;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestSpace;

@AtelierInfrastructure
class HotHistoryQueriesIT {

    @Test
    void aPageOfHistoryReadsNoTableWhole(TestSpace space) {
        try (ManyRows rows = ManyRows.in(space, "hot_history")) {
            History history = new History(rows.database());
            rows.assertNoTableIsReadWhole(
                    history.page(SOMEBODY, Long.MAX_VALUE, 21).collectList());
        }
    }
}
