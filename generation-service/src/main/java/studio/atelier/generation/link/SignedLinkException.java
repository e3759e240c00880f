package studio.atelier.generation.link;

import studio.atelier.platform.web.ProblemException;

/** A link does not open. */
abstract sealed class SignedLinkException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private SignedLinkException(LinkProblemCode problem) {
        super(problem);
    }

    /** Its hour is over. */
    static final class LinkExpiredException extends SignedLinkException {

        private static final long serialVersionUID = 1L;

        LinkExpiredException() {
            super(LinkProblemCode.LINK_EXPIRED);
        }
    }

    /** It is not of our making, or for another picture or variant. */
    static final class LinkForgedException extends SignedLinkException {

        private static final long serialVersionUID = 1L;

        LinkForgedException() {
            super(LinkProblemCode.LINK_NOT_FOUND);
        }
    }

    /** What it opened has been deleted. */
    static final class LinkTargetGoneException extends SignedLinkException {

        private static final long serialVersionUID = 1L;

        LinkTargetGoneException() {
            super(LinkProblemCode.LINK_NOT_FOUND);
        }
    }
}
