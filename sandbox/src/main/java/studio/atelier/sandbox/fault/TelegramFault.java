package studio.atelier.sandbox.fault;

/** A way in which Telegram misbehaves, and the moment at which it does. */
public enum TelegramFault {
    /** A Bot API call answers 429 with {@code retry_after}. */
    TOO_MANY_REQUESTS(Moment.CALL),
    /** A Bot API call answers 500. */
    SERVER_ERROR(Moment.CALL),
    /** A Bot API call does nothing and does not answer. */
    HANGS(Moment.CALL),
    /** A Bot API call takes effect, then does not answer. */
    DONE_BUT_TIMED_OUT(Moment.CALL),
    /** A Bot API call answers 403: the person has blocked the bot. */
    BLOCKED(Moment.CALL),

    /** An update that was accepted is sent once more. */
    UPDATE_TWICE(Moment.UPDATE),
    /** Before the update, the same update is sent with a wrong secret. */
    UPDATE_FORGED(Moment.UPDATE);

    private final Moment moment;

    TelegramFault(Moment moment) {
        this.moment = moment;
    }

    public Moment moment() {
        return moment;
    }

    /** When it is decided whether a fault happens. */
    public enum Moment {
        CALL,
        UPDATE
    }
}
