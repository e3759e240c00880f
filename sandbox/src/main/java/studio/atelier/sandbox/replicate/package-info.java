/** The stand-in for Replicate: predictions, webhooks, models and files. */
@NullMarked
package studio.atelier.sandbox.replicate;

import org.jspecify.annotations.NullMarked;
