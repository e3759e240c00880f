/** How long a whole stack takes to start, and what memory it needs. */
@NullMarked
package studio.atelier.bench.start;

import org.jspecify.annotations.NullMarked;
