/** Fault injection: the plan of faults, changed at run time by the API and the page. */
@NullMarked
package studio.atelier.sandbox.fault;

import org.jspecify.annotations.NullMarked;
