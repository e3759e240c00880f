/** Figures with their references, as a table for readers and as JSON for programs. */
@NullMarked
package studio.atelier.bench.report;

import org.jspecify.annotations.NullMarked;
