package studio.atelier.generation.upload.receive;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.generation.picture.PictureFileFormat;

/**
 * The format that a file's declared type or name claims. Web views and other programs often give no type, or a generic
 * one: that is no claim.
 *
 * @param format null for an unsupported format
 */
record PictureFormatClaim(@Nullable PictureFileFormat format) {

    private static final Set<String> SAY_NOTHING =
            Set.of("", "application/octet-stream", "binary/octet-stream", "image/*", "*/*");

    /** Returns at most one claim. */
    static List<PictureFormatClaim> ofContentType(@Nullable String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return SAY_NOTHING.contains(type)
                ? List.of()
                : List.of(new PictureFormatClaim(PictureFileFormat.ofContentType(type)));
    }

    /** Returns at most one claim. */
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
