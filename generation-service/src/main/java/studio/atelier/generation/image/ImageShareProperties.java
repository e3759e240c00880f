package studio.atelier.generation.image;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How images are shared.
 *
 * @param ticketKey signs the share tickets that the chat service reads; at least 32 characters, the same in both
 *     services
 */
@ConfigurationProperties("atelier.share")
record ImageShareProperties(String ticketKey) {

    /** Without the key. */
    @Override
    public String toString() {
        return "ImageShareProperties[]";
    }
}
