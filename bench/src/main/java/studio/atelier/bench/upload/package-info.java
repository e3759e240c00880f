/** A benchmark of uploads under overload. */
@NullMarked
package studio.atelier.bench.upload;

import org.jspecify.annotations.NullMarked;
