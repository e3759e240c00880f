package studio.atelier.platform.web;

import org.springframework.http.HttpStatus;

/**
 * A stable, documented name of something that went wrong; clients may branch on it. Implemented by one enum per
 * feature; its texts stand in the service's {@code i18n/problems*.properties} as {@code CODE.title} and
 * {@code CODE.detail} for en, ru and uk, and a test proves that all are there.
 */
public interface ProblemCode {

    /** The code on the wire, upper case: the enum constant's name. */
    String name();

    /** The HTTP status it is answered with. */
    HttpStatus httpStatus();
}
