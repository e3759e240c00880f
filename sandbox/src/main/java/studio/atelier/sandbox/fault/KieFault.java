package studio.atelier.sandbox.fault;

/** A way in which kie.ai misbehaves, and the moment at which it does. */
public enum KieFault implements Fault {
    /** {@code createTask} answers HTTP 429; nothing is created. */
    TOO_MANY_REQUESTS(Moment.CREATE),
    /** {@code createTask} answers HTTP 200 with code 429; nothing is created. */
    CODE_TOO_MANY_REQUESTS(Moment.CREATE),
    /** {@code createTask} answers HTTP 500; nothing is created. */
    SERVER_ERROR(Moment.CREATE),
    /** {@code createTask} answers HTTP 200 with code 500; nothing is created. */
    CODE_SERVER_ERROR(Moment.CREATE),
    /** {@code createTask} answers HTTP 200 with code 422; nothing is created. */
    CODE_UNPROCESSABLE(Moment.CREATE),
    /** {@code createTask} answers HTTP 200 with code 401, as with a wrong key. */
    CODE_UNAUTHORIZED(Moment.CREATE),
    /** {@code createTask} answers HTTP 200 with code 402, as with an empty account. */
    CODE_NO_CREDITS(Moment.CREATE),
    /** {@code createTask} answers HTTP 200 with code 455, as during maintenance. */
    CODE_MAINTENANCE(Moment.CREATE),
    /** {@code createTask} creates nothing and does not answer. */
    CREATE_HANGS(Moment.CREATE),
    /** {@code createTask} breaks the connection; nothing is created. */
    CREATE_RESETS(Moment.CREATE),
    /** {@code createTask} creates and bills the task, then does not answer. */
    CREATED_BUT_TIMED_OUT(Moment.CREATE),

    /** The task ends in state {@code fail} with a fail code. */
    TASK_FAILS(Moment.TASK),
    /** The task stays in state {@code generating}. */
    NEVER_FINISHES(Moment.TASK),

    /** The result is bytes that no image decoder accepts. */
    UNDECODABLE_PICTURE(Moment.PICTURE),
    /** The result has no bytes. */
    EMPTY_PICTURE(Moment.PICTURE),
    /** The result is the image, declared as {@code text/html}. */
    WRONG_MIME(Moment.PICTURE),
    /** The result is a GIF, though PNG or JPEG was requested and is declared. */
    WRONG_FORMAT(Moment.PICTURE),
    /** The result's address answers 404. */
    MISSING_PICTURE(Moment.PICTURE),

    /** The callback is not sent. */
    CALLBACK_LOST(Moment.CALLBACK),
    /** The callback is sent a second time after the first was accepted. */
    CALLBACK_TWICE(Moment.CALLBACK),
    /** The callback is sent {@link KiePlan#callbackDelayMs()} after the task has ended. */
    CALLBACK_LATE(Moment.CALLBACK),
    /** While the task still runs, a callback with a wrong signature reports success; the correct one follows. */
    CALLBACK_FORGED(Moment.CALLBACK),
    /** The callback is sent after the callback of the next task that ends. */
    CALLBACK_REORDERED(Moment.CALLBACK),

    /** {@code recordInfo} answers HTTP 500. */
    POLL_SERVER_ERROR(Moment.POLL),
    /** {@code recordInfo} does not answer. */
    POLL_HANGS(Moment.POLL),

    /** A result's download does not answer. */
    DOWNLOAD_HANGS(Moment.DOWNLOAD),
    /** A result's download answers HTTP 500. */
    DOWNLOAD_SERVER_ERROR(Moment.DOWNLOAD),
    /** A result's bytes arrive slowly, a few at a time. */
    SLOW_DRIP(Moment.DOWNLOAD),
    /** The connection breaks in the middle of a result's bytes. */
    RESET_MID_BODY(Moment.DOWNLOAD),

    /** An upload answers code 500. */
    UPLOAD_FAILS(Moment.UPLOAD),
    /** An upload does not answer. */
    UPLOAD_HANGS(Moment.UPLOAD);

    private final Moment moment;

    KieFault(Moment moment) {
        this.moment = moment;
    }

    @Override
    public Moment moment() {
        return moment;
    }

    /** The moment at which a fault is drawn; at most one fault of each moment happens to one call or task. */
    public enum Moment {
        CREATE,
        TASK,
        PICTURE,
        CALLBACK,
        POLL,
        DOWNLOAD,
        UPLOAD
    }
}
