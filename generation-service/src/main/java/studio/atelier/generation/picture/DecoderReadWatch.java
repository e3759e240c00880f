package studio.atelier.generation.picture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import studio.atelier.generation.picture.capacity.DecodingCapacity;

/**
 * Watches a decoder: stops it when its thread is interrupted because it took too long, and detects data that end early,
 * which the decoder only warns of.
 */
public final class DecoderReadWatch implements IIOReadProgressListener, IIOReadWarningListener {

    private boolean late;
    private boolean endedEarly;

    /** Returns the file as a stream that fails once the thread is interrupted. */
    static ImageInputStream streamOf(byte[] file) {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(file)) {
            @Override
            public int read() throws IOException {
                refuseLate();
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                refuseLate();
                return super.read(bytes, offset, length);
            }
        };
    }

    /** Fails once the thread is interrupted: {@link DecodingCapacity} interrupts a decoding that takes too long. */
    public static void refuseLate() {
        if (Thread.currentThread().isInterrupted()) {
            throw new PictureException("Takes too long to decode");
        }
    }

    void checkComplete() {
        if (late) {
            throw new PictureException("Takes too long to decode");
        }
        if (endedEarly) {
            throw new PictureException("The picture's data end too early");
        }
    }

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        endedEarly |= warning.toLowerCase(Locale.ROOT).contains("premature end");
    }

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
        if (Thread.currentThread().isInterrupted()) {
            late = true;
            source.abort();
        }
    }

    @Override
    public void readAborted(ImageReader source) {
        late = true;
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}
}
