package studio.atelier.sandbox.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Reads and writes picture files in little memory. */
public final class ImageFiles {

    private static final float JPEG_QUALITY = 0.88f;

    static {
        ImageIO.setUseCache(false);
    }

    private ImageFiles() {}

    /** Decodes a picture file, at a fraction of its size if it is larger than requested. */
    static BufferedImage decode(byte[] bytes, int wantedSide) {
        try {
            return read(bytes, reader -> {
                int longSide = Math.max(reader.getWidth(0), reader.getHeight(0));
                int step = Math.max(1, Math.ceilDiv(longSide, wantedSide));
                ImageReadParam parameters = reader.getDefaultReadParam();
                parameters.setSourceSubsampling(step, step, 0, 0);
                return reader.read(0, parameters);
            });
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new UndecodableInputException("an input cannot be decoded: " + e.getMessage());
        }
    }

    /** Reads a picture file with the reader of its format; without one it fails. */
    public static <T> T read(byte[] bytes, PictureReading<T> reading) throws IOException {
        try (ImageInputStream input = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                throw new IOException("it is not a picture");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                return reading.read(reader);
            } finally {
                reader.dispose();
            }
        }
    }

    /** What is read from a picture file. */
    public interface PictureReading<T> {

        T read(ImageReader reader) throws IOException;
    }

    static byte[] encode(BufferedImage image, PictureOrder.Format format) throws IOException {
        ImageWriter writer =
                ImageIO.getImageWritersByFormatName(format.writer()).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 * 1024);
        try (ImageOutputStream output = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), parameters(writer, format));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static @Nullable ImageWriteParam parameters(ImageWriter writer, PictureOrder.Format format) {
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        if (format == PictureOrder.Format.JPEG) {
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(JPEG_QUALITY);
        }
        return parameters;
    }
}
