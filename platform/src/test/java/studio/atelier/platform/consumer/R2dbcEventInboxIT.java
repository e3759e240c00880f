package studio.atelier.platform.consumer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import studio.atelier.platform.PlatformTest;
import studio.atelier.platform.database.DatabaseTransactions;

@PlatformTest
class R2dbcEventInboxIT implements EventInboxContract {

    @Autowired
    private DatabaseClient database;

    @Autowired
    private DatabaseTransactions transactions;

    @Override
    public EventInbox inbox() {
        return EventInbox.inDatabase(database, transactions);
    }
}
