package studio.atelier.chat.share;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why a picture cannot be shared in Telegram. */
enum ShareProblemCode implements ProblemCode {
    /** Telegram does not take a message for this person: they may have blocked the bot. Sharing a file works. */
    SHARE_REFUSED;

    @Override
    public HttpStatus httpStatus() {
        return HttpStatus.CONFLICT;
    }
}
