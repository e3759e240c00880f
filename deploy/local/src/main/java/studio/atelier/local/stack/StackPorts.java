package studio.atelier.local.stack;

/**
 * The ports of a stack: those of the documentation, moved by an offset so that several stacks run beside each other.
 *
 * @param offset added to each port
 */
public record StackPorts(int offset) {

    private static final int HIGHEST_PORT = 65_535;
    private static final int HIGHEST_DEFAULT = 19_093;
    private static final int MANAGEMENT_DISTANCE = 1_000;

    public StackPorts {
        if (offset < 0 || HIGHEST_DEFAULT + offset > HIGHEST_PORT) {
            throw new StackException("ATELIER_PORT_OFFSET must be between 0 and %d, not %d"
                    .formatted(HIGHEST_PORT - HIGHEST_DEFAULT, offset));
        }
    }

    public int postgres() {
        return 15_432 + offset;
    }

    public int redis() {
        return 16_379 + offset;
    }

    public int kafka() {
        return 19_092 + offset;
    }

    public int kafkaController() {
        return HIGHEST_DEFAULT + offset;
    }

    public int gateway() {
        return 8_080 + offset;
    }

    public int auth() {
        return 8_081 + offset;
    }

    public int billing() {
        return 8_082 + offset;
    }

    public int generation() {
        return 8_083 + offset;
    }

    public int chat() {
        return 8_084 + offset;
    }

    public int sandbox() {
        return 8_090 + offset;
    }

    /** The management port that belongs to a service's port. */
    static int management(int port) {
        return port + MANAGEMENT_DISTANCE;
    }
}
