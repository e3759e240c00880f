/** Figures with what they are compared with, as a table for people and as JSON for programs. */
@NullMarked
package studio.atelier.bench.report;

import org.jspecify.annotations.NullMarked;
