package studio.atelier.generation.image;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How pictures are shared.
 *
 * @param ticketKey signs what we tell the chat service of a picture; at least 32 characters, the same in both services
 */
@ConfigurationProperties("atelier.share")
record ImageShareProperties(String ticketKey) {

    /** Without the key. */
    @Override
    public String toString() {
        return "ImageShareProperties[]";
    }
}
