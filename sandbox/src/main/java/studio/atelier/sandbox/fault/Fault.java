package studio.atelier.sandbox.fault;

/** A way in which a stand-in misbehaves. */
interface Fault {

    /** The moment at which it is drawn. */
    Enum<?> moment();

    String name();
}
