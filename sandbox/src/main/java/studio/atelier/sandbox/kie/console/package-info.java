/** What the sandbox page and tests control of kie.ai. */
@NullMarked
package studio.atelier.sandbox.kie.console;

import org.jspecify.annotations.NullMarked;
