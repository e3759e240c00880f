/** The operations: what can be requested, what it costs, and what is sent to a provider for it. */
@NullMarked
package studio.atelier.generation.operation;

import org.jspecify.annotations.NullMarked;
