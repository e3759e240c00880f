package studio.atelier.sandbox.fault;

/** A way in which Telegram misbehaves, and the moment at which it does. */
public enum TelegramFault implements Fault {
    /** A Bot API call answers 429 with {@code retry_after}. */
    TOO_MANY_REQUESTS(Moment.CALL),
    /** A Bot API call answers 500. */
    SERVER_ERROR(Moment.CALL),
    /** A Bot API call does nothing and does not answer. */
    HANGS(Moment.CALL),
    /** A Bot API call takes effect, then does not answer. */
    DONE_BUT_TIMED_OUT(Moment.CALL),
    /** A Bot API call answers 403: the user has blocked the bot. */
    BLOCKED(Moment.CALL),

    /** An accepted update is sent once more. */
    UPDATE_TWICE(Moment.UPDATE),
    /** Before the update, the same update is sent with a wrong secret. */
    UPDATE_FORGED(Moment.UPDATE);

    private final Moment moment;

    TelegramFault(Moment moment) {
        this.moment = moment;
    }

    @Override
    public Moment moment() {
        return moment;
    }

    /** The moment at which a fault is drawn. */
    public enum Moment {
        CALL,
        UPDATE
    }
}
