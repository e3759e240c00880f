package studio.atelier.generation.provider;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;

/** Inputs as parts of multipart forms. */
public final class InputPictureParts {

    private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    private InputPictureParts() {}

    /**
     * Adds the file as one buffer: a resource would be split into pieces of 4 kB.
     *
     * @param part name of the part
     * @param fileName with the extension
     */
    public static void addPicture(MultipartBodyBuilder form, String part, String fileName, InputPictureFile picture) {
        form.asyncPart(part, Mono.fromSupplier(() -> BUFFERS.wrap(picture.bytes())), DataBuffer.class)
                .filename(fileName)
                .contentType(MediaType.parseMediaType(picture.contentType()));
    }

    /** The name with the extension of the file's type. */
    public static String toFileName(String name, InputPictureFile picture) {
        return name
                + switch (picture.contentType()) {
                    case MediaType.IMAGE_PNG_VALUE -> ".png";
                    case "image/webp" -> ".webp";
                    default -> ".jpg";
                };
    }
}
