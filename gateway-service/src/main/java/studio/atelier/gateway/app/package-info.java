/** The Mini App's files. */
@NullMarked
package studio.atelier.gateway.app;

import org.jspecify.annotations.NullMarked;
