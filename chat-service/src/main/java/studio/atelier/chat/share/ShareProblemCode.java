package studio.atelier.chat.share;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why an image cannot be shared in Telegram. */
enum ShareProblemCode implements ProblemCode {
    /** Telegram refuses a message for this user, who may have blocked the bot. Sharing a file works. */
    SHARE_REFUSED;

    @Override
    public HttpStatus httpStatus() {
        return HttpStatus.CONFLICT;
    }
}
