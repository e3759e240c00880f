package studio.atelier.sandbox.picture;

import java.util.List;

/**
 * A request to draw an image.
 *
 * @param prompt the caller's prompt
 * @param inputs picture files, in the caller's order; may be empty
 * @param seed determines what the prompt leaves open
 * @param aspectRatio such as {@code 3:4}, or {@code auto} for that of the first input
 * @param longSide pixels of the longer side
 * @param format of the file
 * @param label the end of the caption
 */
public record PictureOrder(
        String prompt, List<byte[]> inputs, long seed, String aspectRatio, int longSide, Format format, String label) {

    /** The two formats that providers offer. */
    public enum Format {
        PNG("png", "image/png", "png"),
        JPEG("jpeg", "image/jpeg", "jpg");

        private final String writer;
        private final String contentType;
        private final String extension;

        Format(String writer, String contentType, String extension) {
            this.writer = writer;
            this.contentType = contentType;
            this.extension = extension;
        }

        /** The format's name in a request: {@code png}, {@code jpg} or {@code jpeg}. */
        public static Format named(String name) {
            return "png".equals(name) ? PNG : JPEG;
        }

        String writer() {
            return writer;
        }

        public String contentType() {
            return contentType;
        }

        public String extension() {
            return extension;
        }
    }
}
