package studio.atelier.sandbox.fault;

/** How result images are made. */
public enum Drawing {
    /** Drawn from the photos, the prompt and the seed. */
    REAL,
    /** One small image encoded in advance, so that a benchmark does not measure drawing. */
    TINY
}
