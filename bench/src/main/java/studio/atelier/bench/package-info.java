/** Measures Atelier as its users and operators meet it, each figure beside one that tells what the machine can do. */
@NullMarked
package studio.atelier.bench;

import org.jspecify.annotations.NullMarked;
