/** The stand-in for kie.ai: tasks, callbacks, uploads and result files. */
@NullMarked
package studio.atelier.sandbox.kie;

import org.jspecify.annotations.NullMarked;
