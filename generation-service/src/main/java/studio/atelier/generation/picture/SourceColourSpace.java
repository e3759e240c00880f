package studio.atelier.generation.picture;

/** What the numbers of a picture file mean as colours. Not for several threads at once. */
interface SourceColourSpace {

    /** Converts pixels to sRGB in place, their alpha aside. */
    void convertToSrgb(int[] argb);
}
