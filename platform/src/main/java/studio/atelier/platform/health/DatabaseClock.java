package studio.atelier.platform.health;

import java.time.Duration;

/** The database's, which leases and deadlines go by. */
record DatabaseClock(BackgroundLook<DatabaseLook.Answer> look) implements ReferenceClock {

    @Override
    public String name() {
        return "the database's";
    }

    @Override
    public void ask() {
        look.begin();
    }

    @Override
    public Duration offset() {
        DatabaseLook.Answer answer = look.answer();
        return answer == null ? Duration.ZERO : answer.clockOffset();
    }
}
