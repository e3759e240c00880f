package studio.atelier.chat.photo;

import studio.atelier.platform.web.ProblemException;

/** Telegram no longer serves a photo that was sent to the bot. */
final class BotPhotoGoneException extends ProblemException {

    private static final long serialVersionUID = 1L;

    BotPhotoGoneException() {
        super(BotPhotoProblemCode.PHOTO_GONE);
    }
}
