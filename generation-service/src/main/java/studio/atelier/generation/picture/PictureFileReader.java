package studio.atelier.generation.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.springframework.stereotype.Component;
import studio.atelier.generation.picture.capacity.DecodingCapacity;

/**
 * Reads untrusted picture files. Blocking, and needs much memory: callers run it within {@link DecodingCapacity}. Every
 * fault of a file is a {@link PictureException}.
 */
@Component
public class PictureFileReader {

    PictureFileReader() {
        ImageIO.setUseCache(false); // memory is budgeted, files would not be
        ImageIO.scanForPlugins(); // here, where the application's class path is visible
    }

    /** Parses the file to its end and returns what it declares about itself, without decoding. */
    public PictureFileHeader inspectFile(byte[] bytes) {
        return takeApart(bytes).header();
    }

    /**
     * Decodes a whole picture to sRGB. An interrupt of the thread stops it.
     *
     * @param every reads only every n-th pixel of every n-th row, to save memory; 1 for all
     */
    public BufferedImage decodeFile(byte[] bytes, int every) {
        ParsedPictureFile file = takeApart(bytes);
        if (file.header().animated()) {
            throw new PictureException("More than one frame");
        }
        try {
            return SrgbColourConversion.toSrgb(readPixels(file, every), file.colours());
        } catch (IOException | RuntimeException e) {
            // Decoders throw any unchecked exception on damaged files.
            throw e instanceof PictureException known ? known : new PictureException("Cannot be decoded", e);
        }
    }

    /** Returns the file without metadata and trailing bytes; the same pixels, bit for bit. Not for WebP. */
    public byte[] stripMetadata(byte[] bytes) {
        return takeApart(bytes).stripMetadata();
    }

    private static ParsedPictureFile takeApart(byte[] bytes) {
        PictureFileFormat format = PictureFileFormat.ofMagic(bytes);
        if (format == null) {
            throw new PictureException("Not a JPEG, PNG or WebP picture");
        }
        BoundedFileBytes file = new BoundedFileBytes(bytes);
        return switch (format) {
            case JPEG -> JpegFileParser.parse(file);
            case PNG -> PngFileParser.parse(file);
            case WEBP -> WebpFileParser.parse(file);
        };
    }

    private static BufferedImage readPixels(ParsedPictureFile file, int every) throws IOException {
        ImageReader reader = readerOf(file.header().format());
        DecoderReadWatch watch = new DecoderReadWatch();
        reader.addIIOReadWarningListener(watch);
        reader.addIIOReadProgressListener(watch);
        byte[] stripped = file.stripMetadata();
        try (ImageInputStream in = DecoderReadWatch.streamOf(stripped)) {
            reader.setInput(in, true, true);
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceSubsampling(every, every, 0, 0);
            if (reader.getWidth(0) != file.header().width()
                    || reader.getHeight(0) != file.header().height()) {
                throw new PictureException("Two sizes in one file");
            }
            BufferedImage image = reader.read(0, parameters);
            watch.checkComplete();
            if (file.header().format() == PictureFileFormat.WEBP) {
                WebpAlphaChannel.restoreAlpha(stripped, image, file.header().width(), every);
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader readerOf(PictureFileFormat format) {
        var readers = ImageIO.getImageReadersByMIMEType(format.contentType());
        if (!readers.hasNext()) {
            throw new IllegalStateException("No reader for " + format + " on the class path");
        }
        return readers.next();
    }
}
