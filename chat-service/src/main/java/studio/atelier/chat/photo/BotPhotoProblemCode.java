package studio.atelier.chat.photo;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why a photo that was sent to the bot is not available. */
enum BotPhotoProblemCode implements ProblemCode {
    /** Telegram no longer serves it, or it is larger than bots may download: the user has to send it again. */
    PHOTO_GONE;

    @Override
    public HttpStatus httpStatus() {
        return HttpStatus.GONE;
    }
}
