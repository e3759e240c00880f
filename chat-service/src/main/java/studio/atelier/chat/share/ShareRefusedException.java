package studio.atelier.chat.share;

import studio.atelier.platform.web.ProblemException;

/** Telegram does not take a message with a picture for this person. */
final class ShareRefusedException extends ProblemException {

    private static final long serialVersionUID = 1L;

    ShareRefusedException() {
        super(ShareProblemCode.SHARE_REFUSED);
    }
}
