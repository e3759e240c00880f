package studio.atelier.generation.provider.kie;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.util.MultiValueMap;
import studio.atelier.generation.provider.ImageProvider.InputPicture;

/** The form by which kie.ai takes a file. */
final class KieUpload {

    private static final String FOLDER = "atelier/inputs";

    private KieUpload() {}

    static MultiValueMap<String, HttpEntity<?>> form(String name, InputPicture picture) {
        String fileName = name + extension(picture.contentType());
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        form.part("file", new NamedBytes(picture.bytes(), fileName))
                .contentType(MediaType.parseMediaType(picture.contentType()));
        form.part("uploadPath", FOLDER);
        form.part("fileName", fileName);
        return form.build();
    }

    private static String extension(String contentType) {
        return switch (contentType) {
            case MediaType.IMAGE_PNG_VALUE -> ".png";
            case "image/webp" -> ".webp";
            default -> ".jpg";
        };
    }

    private static final class NamedBytes extends ByteArrayResource {

        private final String fileName;

        private NamedBytes(byte[] bytes, String fileName) {
            super(bytes);
            this.fileName = fileName;
        }

        @Override
        public String getFilename() {
            return fileName;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
