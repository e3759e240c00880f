package studio.atelier.sandbox.control;

import java.util.stream.Collectors;
import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.bind.support.WebExchangeBindException;
import studio.atelier.sandbox.telegram.BotApiException;

/** Answers invalid requests with 400 and the reason. */
@RestControllerAdvice
class InvalidRequests {

    @ExceptionHandler
    ProblemDetail invalid(WebExchangeBindException e) {
        String words = e.getAllErrors().stream()
                .map(DefaultMessageSourceResolvable::getDefaultMessage)
                .collect(Collectors.joining(" "));
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, words);
    }

    /** The sandbox's page is refused what the Bot API refuses a bot, with the same description. */
    @ExceptionHandler
    ProblemDetail refused(BotApiException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.description());
    }
}
