package studio.atelier.generation.link;

import java.util.Locale;
import java.util.Optional;

/** Which file of a picture a link opens. */
public enum LinkedFileVariant {
    FULL,
    THUMBNAIL,
    /** The full picture, to be saved rather than shown. */
    DOWNLOAD,
    /** The picture as a JPEG that other services take, for its owner to share. */
    SHARED,
    /** A photo that a user gave us. */
    UPLOAD;

    /** As it stands in a link. */
    String pathName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<LinkedFileVariant> ofPathName(String pathName) {
        for (LinkedFileVariant variant : values()) {
            if (variant.pathName().equals(pathName)) {
                return Optional.of(variant);
            }
        }
        return Optional.empty();
    }
}
