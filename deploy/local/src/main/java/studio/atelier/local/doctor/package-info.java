/** Diagnoses a stack: checks its parts, its keys and its invariants, and advises what to do. */
@NullMarked
package studio.atelier.local.doctor;

import org.jspecify.annotations.NullMarked;
