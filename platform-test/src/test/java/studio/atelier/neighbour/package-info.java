/** Represents another service. */
@org.jspecify.annotations.NullMarked
package studio.atelier.neighbour;
