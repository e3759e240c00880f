package studio.atelier.billing.operator;

import static studio.atelier.billing.ManyRows.SOMEBODY;

import org.junit.jupiter.api.Test;
import studio.atelier.billing.ManyRows;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestSpace;

@AtelierInfrastructure
class HotOperatorQueriesIT {

    @Test
    void anAccountsPageReadsNoTableWhole(TestSpace space) {
        try (ManyRows rows = ManyRows.in(space, "hot_operator")) {
            UserAccounts accounts = new UserAccounts(rows.database());
            rows.assertNoTableIsReadWhole(accounts.find(SOMEBODY, Long.MAX_VALUE, 50));
        }
    }

    @Test
    void aHoldsPageReadsNoTableWhole(TestSpace space) {
        try (ManyRows rows = ManyRows.in(space, "hot_operator_hold")) {
            UserAccounts accounts = new UserAccounts(rows.database());
            rows.assertNoTableIsReadWhole(accounts.findHold(SOMEBODY.value()));
            rows.assertNoTableIsReadWhole(accounts.lock(SOMEBODY));
        }
    }
}
