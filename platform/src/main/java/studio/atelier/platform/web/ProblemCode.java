package studio.atelier.platform.web;

import org.springframework.http.HttpStatus;

/**
 * A stable, documented name of an error; clients may branch on it. Implemented by one enum per feature; its texts are
 * in the service's {@code i18n/problems*.properties} as {@code CODE.title} and {@code CODE.detail} for each
 * {@link studio.atelier.platform.language.SupportedLanguage}, and a test checks that all are present.
 */
public interface ProblemCode {

    /** The code on the wire, upper case: the enum constant's name. */
    String name();

    /** The HTTP status of the response. */
    HttpStatus httpStatus();
}
