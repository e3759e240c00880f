package studio.atelier.generation.operation;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import studio.atelier.platform.web.ProblemException;

/** A request that cannot be carried out as it stands. */
public abstract sealed class OperationException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private OperationException(OperationProblem problem) {
        super(problem);
    }

    /** We do not offer this operation. */
    public static final class UnknownOperation extends OperationException {

        private static final long serialVersionUID = 1L;

        UnknownOperation(List<String> offered) {
            super(OperationProblem.UNKNOWN_OPERATION);
            field("offered", offered);
        }
    }

    /** There is no such category. */
    public static final class UnknownCategory extends OperationException {

        private static final long serialVersionUID = 1L;

        UnknownCategory() {
            super(OperationProblem.UNKNOWN_CATEGORY);
            field(
                    "offered",
                    Arrays.stream(Category.values()).map(Category::wireName).toList());
        }
    }

    /** There is no such funding or source. */
    public static final class UnknownFunding extends OperationException {

        private static final long serialVersionUID = 1L;

        UnknownFunding() {
            super(OperationProblem.UNKNOWN_FUNDING);
        }
    }

    /** An upload is not there, has expired, or belongs to somebody else. */
    public static final class UploadNotFound extends OperationException {

        private static final long serialVersionUID = 1L;

        UploadNotFound(UUID uploadId) {
            super(OperationProblem.UPLOAD_NOT_FOUND);
            field("uploadId", uploadId);
        }
    }
}
