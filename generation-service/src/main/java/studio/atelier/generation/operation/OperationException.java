package studio.atelier.generation.operation;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import studio.atelier.platform.web.ProblemException;

/** A request that cannot be carried out as it stands. */
public abstract sealed class OperationException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private OperationException(OperationProblemCode problem) {
        super(problem);
    }

    /** We do not offer this operation. */
    public static final class UnknownOperation extends OperationException {

        private static final long serialVersionUID = 1L;

        UnknownOperation(List<String> offered) {
            super(OperationProblemCode.UNKNOWN_OPERATION);
            addField("offered", offered);
        }
    }

    /** There is no such category. */
    public static final class UnknownCategory extends OperationException {

        private static final long serialVersionUID = 1L;

        UnknownCategory() {
            super(OperationProblemCode.UNKNOWN_CATEGORY);
            addField(
                    "offered",
                    Arrays.stream(TryOnItemCategory.values())
                            .map(TryOnItemCategory::wireName)
                            .toList());
        }
    }

    /** There is no such funding or source. */
    public static final class UnknownFundingOrSource extends OperationException {

        private static final long serialVersionUID = 1L;

        UnknownFundingOrSource() {
            super(OperationProblemCode.UNKNOWN_FUNDING);
        }
    }

    /** An upload or an image does not exist, has expired, or belongs to another user. */
    public static final class InputNotFound extends OperationException {

        private static final long serialVersionUID = 1L;

        public InputNotFound(UUID id) {
            super(OperationProblemCode.UPLOAD_NOT_FOUND);
            addField("uploadId", id);
        }
    }

    /** The items of a batch are priced in different units. */
    public static final class MixedUnits extends OperationException {

        private static final long serialVersionUID = 1L;

        MixedUnits() {
            super(OperationProblemCode.BATCH_MIXED_UNITS);
        }
    }

    /** An item of a batch says how it is to be paid, though the batch is paid as a whole. */
    public static final class PaymentOfBatchItem extends OperationException {

        private static final long serialVersionUID = 1L;

        PaymentOfBatchItem(String pointer) {
            super(OperationProblemCode.BATCH_ITEM_PAYMENT);
            addField("pointer", pointer);
        }
    }

    /** The content policy refuses it. */
    public static final class ContentNotAllowed extends OperationException {

        private static final long serialVersionUID = 1L;

        ContentNotAllowed() {
            super(OperationProblemCode.CONTENT_NOT_ALLOWED);
        }
    }
}
