package studio.atelier.generation.link;

import studio.atelier.platform.web.ProblemException;

/** A link does not open. */
abstract sealed class LinkException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private LinkException(LinkProblem problem) {
        super(problem);
    }

    /** Its hour is over. */
    static final class Expired extends LinkException {

        private static final long serialVersionUID = 1L;

        Expired() {
            super(LinkProblem.LINK_EXPIRED);
        }
    }

    /** It is not of our making, or for another picture or variant. */
    static final class Forged extends LinkException {

        private static final long serialVersionUID = 1L;

        Forged() {
            super(LinkProblem.LINK_NOT_FOUND);
        }
    }

    /** What it opened has been deleted. */
    static final class Gone extends LinkException {

        private static final long serialVersionUID = 1L;

        Gone() {
            super(LinkProblem.LINK_NOT_FOUND);
        }
    }
}
