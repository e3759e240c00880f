/** What becomes of uploads when far more arrive than can be done. */
@NullMarked
package studio.atelier.bench.upload;

import org.jspecify.annotations.NullMarked;
