package studio.atelier.generation.picture;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The supported picture file formats. */
@SuppressWarnings("ImmutableEnumChecker") // the lists come from List.of
public enum PictureFileFormat {
    JPEG("image/jpeg", List.of("image/jpeg", "image/jpg", "image/pjpeg"), List.of("jpg", "jpeg", "jpe", "jfif")),
    PNG("image/png", List.of("image/png", "image/x-png"), List.of("png")),
    WEBP("image/webp", List.of("image/webp"), List.of("webp"));

    private final String contentType;
    private final List<String> contentTypes;
    private final List<String> extensions;

    PictureFileFormat(String contentType, List<String> contentTypes, List<String> extensions) {
        this.contentType = contentType;
        this.contentTypes = contentTypes;
        this.extensions = extensions;
    }

    /** Returns the registered media type. */
    public String contentType() {
        return contentType;
    }

    /** Returns the usual file name extension, without the dot. */
    public String fileExtension() {
        return extensions.get(0);
    }

    /** Returns the format of a media type, ignoring parameters and case; null if it is not supported. */
    public static @Nullable PictureFileFormat ofContentType(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        for (PictureFileFormat format : values()) {
            if (format.contentTypes.contains(type)) {
                return format;
            }
        }
        return null;
    }

    /** Returns the format of a file name's extension; null if it is not supported. */
    public static @Nullable PictureFileFormat ofFileName(String fileName) {
        String extension =
                fileName.substring(fileName.lastIndexOf('.') + 1).strip().toLowerCase(Locale.ROOT);
        for (PictureFileFormat format : values()) {
            if (format.extensions.contains(extension)) {
                return format;
            }
        }
        return null;
    }

    /** Returns the format of the file's first bytes; null if it is not supported. */
    public static @Nullable PictureFileFormat ofMagic(byte[] bytes) {
        BoundedFileBytes file = new BoundedFileBytes(bytes);
        if (file.startsWith(JpegFileParser.MAGIC)) {
            return JPEG;
        }
        if (file.startsWith(PngFileParser.MAGIC)) {
            return PNG;
        }
        return WebpFileParser.hasMagic(file) ? WEBP : null;
    }
}
