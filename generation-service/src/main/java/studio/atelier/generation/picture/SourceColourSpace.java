package studio.atelier.generation.picture;

/** The colour space of a picture file's samples. Not thread-safe. */
interface SourceColourSpace {

    /** Converts pixels to sRGB in place, without changing alpha. */
    void convertToSrgb(int[] argb);
}
