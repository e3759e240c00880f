/** What the stand-ins of the image providers share: receiving a call, its faults and its record, and drawing. */
@NullMarked
package studio.atelier.sandbox.provider;

import org.jspecify.annotations.NullMarked;
