package studio.atelier.generation.link;

import java.util.Optional;
import studio.atelier.contracts.WireNameConverter;

/** Which file of an image or upload a link opens. */
public enum LinkedFileVariant {
    FULL,
    THUMBNAIL,
    /** The full image, to be saved rather than shown. */
    DOWNLOAD,
    /** The image as a JPEG that other services take, for its owner to share. */
    SHARED,
    /** An upload, or an image that a job uses like one. */
    UPLOAD;

    /** Returns the name used in links. */
    String pathName() {
        return WireNameConverter.toWireName(this);
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
