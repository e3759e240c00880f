package studio.atelier.generation.job.web;

import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.stereotype.Component;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.platform.language.LocalizedMessages;

/** Texts for job error codes. */
@Component
public class JobErrorMessages {

    private final MessageSource texts = LocalizedMessages.readBundles("i18n/job-errors");

    /** The text for a code; codes of a newer version get the general text. */
    public String findMessage(String code, Locale locale) {
        String[] codes = {code, JobErrorCode.INTERNAL_ERROR.name()};
        return texts.getMessage(new DefaultMessageSourceResolvable(codes), locale);
    }
}
