package studio.atelier.generation.catalogue;

import java.util.List;
import studio.atelier.platform.web.ProblemException;

/** A model or its parameters cannot be chosen. */
public abstract sealed class CatalogueException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private CatalogueException(CatalogueProblemCode problem) {
        super(problem);
    }

    /** There is no such model, it is not offered, or none of its providers can be used now. */
    public static final class ModelNotOffered extends CatalogueException {

        private static final long serialVersionUID = 1L;

        public ModelNotOffered() {
            super(CatalogueProblemCode.MODEL_NOT_FOUND);
        }
    }

    /** The parameters do not satisfy the schema of their model. */
    public static final class InvalidParameters extends CatalogueException {

        private static final long serialVersionUID = 1L;

        private final transient List<ParameterError> errors;

        public InvalidParameters(List<ParameterError> errors) {
            super(CatalogueProblemCode.INVALID_PARAMETERS);
            this.errors = List.copyOf(errors);
            addField("errors", this.errors);
        }

        /** One for each fault. */
        public List<ParameterError> errors() {
            return errors;
        }
    }

    /**
     * A fault of a parameter.
     *
     * @param pointer RFC 6901, into the body of the request
     * @param code the keyword of JSON Schema that is not satisfied
     * @param message in the caller's language
     */
    public record ParameterError(String pointer, String code, String message) {

        ParameterError within(String request) {
            return new ParameterError(request + pointer, code, message);
        }
    }
}
