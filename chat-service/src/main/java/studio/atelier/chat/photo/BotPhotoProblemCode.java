package studio.atelier.chat.photo;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why a photo that was sent to the bot cannot be had. */
enum BotPhotoProblemCode implements ProblemCode {
    /** Telegram does not give it any more, or it is larger than bots may download: send it again. */
    PHOTO_GONE;

    @Override
    public HttpStatus httpStatus() {
        return HttpStatus.GONE;
    }
}
