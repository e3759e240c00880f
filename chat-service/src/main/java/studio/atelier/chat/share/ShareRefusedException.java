package studio.atelier.chat.share;

import studio.atelier.platform.web.ProblemException;

/** Telegram refuses a message with an image for this user. */
final class ShareRefusedException extends ProblemException {

    private static final long serialVersionUID = 1L;

    ShareRefusedException() {
        super(ShareProblemCode.SHARE_REFUSED);
    }
}
