package studio.atelier.generation.upload;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.generation.picture.PictureFileFormat;

/**
 * What a file is said to be, by its declared type or by its name. Web views and other programs often say nothing, or
 * only that it is a file: that is no claim.
 *
 * @param format null for something that is none of our formats
 */
record PictureFormatClaim(@Nullable PictureFileFormat format) {

    private static final Set<String> SAY_NOTHING =
            Set.of("", "application/octet-stream", "binary/octet-stream", "image/*", "*/*");

    /** None or one. */
    static List<PictureFormatClaim> ofContentType(@Nullable String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return SAY_NOTHING.contains(type)
                ? List.of()
                : List.of(new PictureFormatClaim(PictureFileFormat.ofContentType(type)));
    }

    /** None or one. */
    static List<PictureFormatClaim> ofFileName(@Nullable String fileName) {
        return fileName == null || hasNoExtension(fileName)
                ? List.of()
                : List.of(new PictureFormatClaim(PictureFileFormat.ofFileName(fileName)));
    }

    private static boolean hasNoExtension(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0 || fileName.substring(dot + 1).isBlank();
    }
}
