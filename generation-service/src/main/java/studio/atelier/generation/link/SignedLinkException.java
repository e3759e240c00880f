package studio.atelier.generation.link;

import studio.atelier.platform.web.ProblemException;

/** A link is refused. */
abstract sealed class SignedLinkException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private SignedLinkException(LinkProblemCode problem) {
        super(problem);
    }

    /** The link has expired. */
    static final class LinkExpiredException extends SignedLinkException {

        private static final long serialVersionUID = 1L;

        LinkExpiredException() {
            super(LinkProblemCode.LINK_EXPIRED);
        }
    }

    /** The link's signature is not ours, or is for another file or variant. */
    static final class LinkForgedException extends SignedLinkException {

        private static final long serialVersionUID = 1L;

        LinkForgedException() {
            super(LinkProblemCode.LINK_NOT_FOUND);
        }
    }

    /** The link's file has been deleted. */
    static final class LinkTargetGoneException extends SignedLinkException {

        private static final long serialVersionUID = 1L;

        LinkTargetGoneException() {
            super(LinkProblemCode.LINK_NOT_FOUND);
        }
    }
}
